"""How the shipped model was made: corpora to features, weights, calibration and the model card."""
