"""How a model is fitted: annotated texts, features, two linear stages, thresholds, tables. Needs scikit-learn."""
