"""Records what scikit-learn computes for tests/engine/{metrics,tasks}: run once, commit the JSON.

    python3 scripts/record-classification-goldens.py
"""
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, log_loss, precision_recall_fscore_support
from sklearn.naive_bayes import MultinomialNB

fixtures = Path(__file__).parent.parent / "tests" / "engine" / "fixtures"
random = np.random.default_rng(7)


def metrics_case(name, classes, examples, skip=()):
    """`skip`: classes that neither occur nor are predicted."""
    used = [label for label in range(classes) if label not in skip]
    labels = random.choice(used, examples)
    scores = random.normal(0, 2, (examples, classes))
    scores[:, list(skip)] = -30
    scores[np.arange(examples), labels] += 1
    scores = np.round(scores, 3)
    predicted = scores.argmax(1)
    probabilities = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    every = list(range(classes))
    precision, recall, f1, support = precision_recall_fscore_support(labels, predicted, labels=every, zero_division=0)
    return {
        "name": name, "classes": classes, "labels": labels.tolist(), "scores": scores.tolist(),
        "matrix": confusion_matrix(labels, predicted, labels=every).tolist(),
        "accuracy": accuracy_score(labels, predicted),
        "macroF1": f1_score(labels, predicted, average="macro", zero_division=0),
        "loss": log_loss(labels, probabilities, labels=every),
        "precision": precision.tolist(), "recall": recall.tolist(), "f1": f1.tolist(), "support": support.tolist(),
    }


def bags_case():
    """Three topics over 40 words; documents as word numbers, counts from 2 on (0 and 1 are padding and unknown)."""
    vocabulary, classes = 42, 3
    topics = random.dirichlet(np.full(vocabulary - 2, 0.4), classes)
    documents, labels = [], []
    for _ in range(150):
        label = int(random.choice(classes, p=[0.5, 0.3, 0.2]))
        labels.append(label)
        documents.append((random.choice(vocabulary - 2, random.integers(1, 9), p=topics[label]) + 2).tolist())
    counts = np.zeros((150, vocabulary - 2))
    for row, words in enumerate(documents):
        for word in words:
            counts[row, word - 2] += 1
    train = slice(0, 100)
    bayes = MultinomialNB(alpha=1).fit(counts[train], labels[train])
    logistic = LogisticRegression(C=1, max_iter=5000, tol=1e-10).fit(counts[train], labels[train])
    chosen = logistic.predict_proba(counts[train])[np.arange(100), labels[train]]
    objective = -np.log(chosen).mean() + (logistic.coef_ ** 2).sum() / 2 / 100
    return {
        "vocabulary": vocabulary, "classes": classes, "documents": documents, "labels": labels, "train": 100,
        "naiveBayes": bayes.predict_log_proba(counts[100:]).tolist(),
        "logisticObjective": objective,
        "logisticProbabilities": logistic.predict_proba(counts[100:]).tolist(),
    }


fixtures.mkdir(parents=True, exist_ok=True)
cases = [metrics_case("two classes", 2, 40), metrics_case("five classes", 5, 60), metrics_case("a class that never occurs", 4, 30, skip=[2])]
recorded = {"scikit-learn": sklearn.__version__, "metrics": cases, "bags": bags_case()}
(fixtures / "classification.json").write_text(json.dumps(recorded) + "\n")
