"""How well a detector agrees with annotators: annotated data in, the measures of the published tasks out.

    from propdetect.evaluation import evaluate, predict, read
    data = read(["articles.jsonl"])
    evaluation = evaluate(detector, data)

`import propdetect` does not load this room.
"""

from propdetect.evaluation.annotated import Annotated, AnnotationError, Article, Labels, Sentence, Span, read
from propdetect.evaluation.classes import LabelSetError
from propdetect.evaluation.predict import Prediction, predict
from propdetect.evaluation.result import Evaluation
from propdetect.evaluation.run import evaluate
from propdetect.evaluation.submissions import SubmissionError, rows, write

__all__ = [
    "Annotated",
    "AnnotationError",
    "Article",
    "Evaluation",
    "LabelSetError",
    "Labels",
    "Prediction",
    "Sentence",
    "Span",
    "SubmissionError",
    "evaluate",
    "predict",
    "read",
    "rows",
    "write",
]
