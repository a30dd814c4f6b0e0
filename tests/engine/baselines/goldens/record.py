"""Records what independent programs say of small cases: python3 record.py. Needs numpy, scikit-learn, nltk. Tests need no Python.

Kneser-Ney and dynamic time warping are computed here from their definitions, with dictionaries and a full table.
"""
import json, math, os, random
from collections import Counter, defaultdict
from importlib.metadata import version
import numpy as np
here = os.path.dirname(os.path.abspath(__file__))

def kneser_ney(sequences, test, order, vocabulary, separate):
    counts = [Counter() for _ in range(order + 1)]
    for sequence in sequences:
        padded = (['<s>'] if separate else []) + sequence
        for end in range(1 if separate else 0, len(padded)):
            for n in range(1, order + 1):
                if end - n + 1 >= 0: counts[n][tuple(padded[end - n + 1:end + 1])] += 1
    adjusted = [None] * (order + 1)
    for n in range(1, order + 1):
        adjusted[n] = dict(counts[n])
        if n < order:
            before = defaultdict(set)
            for gram in counts[n + 1]: before[gram[1:]].add(gram[0])
            for gram, left in before.items(): adjusted[n][gram] = len(left)
    discounts = [None] * (order + 1)
    for n in range(1, order + 1):
        t = Counter(adjusted[n].values())
        row = []
        for k in (1, 2, 3):
            try:
                y = t[1] / (t[1] + 2 * t[2])
                d = k - (k + 1) * y * t[k + 1] / t[k]
            except ZeroDivisionError: d = -1
            row.append(d if 0 < d <= k else k / 2)
        discounts[n] = row
    children = [defaultdict(dict) for _ in range(order + 1)]
    for n in range(1, order + 1):
        for gram, a in adjusted[n].items(): children[n][gram[:-1]][gram[-1]] = a
    def p(word, context):
        n = len(context) + 1
        lower = p(word, context[1:]) if context else 1 / vocabulary
        row = children[n].get(context)
        if not row: return lower
        d = lambda a: discounts[n][min(a, 3) - 1]
        total = sum(row.values())
        a = row.get(word, 0)
        return (max(a - d(a), 0) if a else 0) / total + sum(d(x) for x in row.values()) / total * lower
    result = []
    for sequence in test:
        padded = (['<s>'] if separate else []) + sequence
        first = 1 if separate else 0
        result.append([-math.log(p(padded[i], tuple(padded[max(0, i - order + 1):i]))) for i in range(first, len(padded))])
    return discounts[1:], result

def dtw(a, b, width):
    D = np.full((len(a) + 1, len(b) + 1), np.inf); D[0, 0] = 0
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            if abs(i - j) <= width: D[i, j] = ((a[i - 1] - b[j - 1]) ** 2).sum() + min(D[i - 1, j], D[i, j - 1], D[i - 1, j - 1])
    return float(D[-1, -1])

rng = random.Random(6)
letters = 'abcdefgh'
def text(n):
    out = 'a'
    while len(out) < n: out += rng.choice(letters[:2 + letters.index(out[-1]) % 5] * 2 + letters)
    return [letters.index(c) for c in out]
def kn_case(sequences, test, order, vocabulary, separate):
    discounts, nats = kneser_ney(sequences, test, order, vocabulary, separate)
    return {'sequences': sequences, 'test': test, 'order': order, 'vocabulary': vocabulary, 'separate': separate, 'discounts': discounts, 'nats': nats}
stream, apart = text(1500), [text(rng.randint(1, 9)) for _ in range(120)]
cases = [kn_case([stream], [text(200)], n, 9, False) for n in (1, 2, 4)] + [kn_case(apart, [text(rng.randint(1, 9)) for _ in range(20)] + [[8, 8], []], 3, 9, True), kn_case([[0, 1, 0]], [[1, 0, 0, 2]], 3, 3, False)]

numbers = np.random.default_rng(7)
pairs = []
for la, lb, channels, band in ((12, 12, 1, 0.1), (20, 20, 3, 0.25), (15, 9, 2, 0.1), (6, 30, 1, 0.0)):
    a, b = np.round(numbers.normal(size=(la, channels)), 3), np.round(numbers.normal(size=(lb, channels)), 3)
    width = max(math.ceil(band * max(la, lb)), abs(la - lb))
    pairs.append({'a': a.ravel().tolist(), 'b': b.ravel().tolist(), 'channels': channels, 'band': band, 'distance': dtw(a, b, width)})

from sklearn.linear_model import Ridge
series = [np.round(np.sin(np.arange(n) / 3) * 4 + numbers.normal(size=n).cumsum() * 0.3 + level, 4) for n, level in ((90, 500), (70, -3))]
window, horizon, ridge = 8, 3, 0.001
X, Y = [], []
for values in series:
    z = (values - values.mean()) / values.std()
    for t in range(len(z) - window - horizon + 1):
        X.append(z[t:t + window - 1] - z[t + window - 1]); Y.append(z[t + window:t + window + horizon] - z[t + window - 1])
X, Y = np.array(X), np.array(Y)
fitted = Ridge(alpha=ridge * (X ** 2).sum() / X.shape[1] + 1e-12 * len(X), fit_intercept=False, solver='cholesky').fit(X, Y)
asked = series[0][-window:]
linear = {'series': [s.tolist() for s in series], 'window': window, 'horizon': horizon, 'ridge': ridge, 'weights': fitted.coef_.ravel().tolist(),
          'forecast': (asked[-1] + (asked[:-1] - asked[-1]) @ fitted.coef_.T).tolist()}

from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB
def grams(word, order=3):
    marked = '^' + word + '^'
    return [marked[i:i + n] for n in range(1, order + 1) for i in range(len(marked) - n + 1) if marked[i:i + n] != '^']
names = [''.join(letters[c] for c in text(rng.randint(1, 7))) for _ in range(60)]
labels = [rng.randrange(3) if rng.random() < 0.3 else letters.index(n[-1]) % 3 for n in names]
counter = CountVectorizer(analyzer=grams)
bayes = MultinomialNB(alpha=0.1).fit(counter.fit_transform(names[:50]), labels[:50])
asked_names = names[50:] + ['hhhh', 'z', '']
joint = bayes.predict_joint_log_proba(counter.transform(asked_names))

from nltk.translate import IBMModel1, AlignedSent
dictionary = {'the': 'le', 'house': 'maison', 'red': 'rouge', 'cat': 'chat', 'dog': 'chien', 'sees': 'voit', 'big': 'grand'}
english, french = list(dictionary), list(dictionary.values()) + ['de']
sources, targets = [], []
for _ in range(40):
    words = rng.sample(english, rng.randint(1, 5))  # NLTK counts a word that stands twice in a target wrongly.
    said = [dictionary[w] for w in words]
    rng.shuffle(said)
    if rng.random() < 0.3: said.append('de')
    sources.append(words); targets.append(said)
model = IBMModel1([AlignedSent(t, s) for s, t in zip(sources, targets)], 5)  # NLTK aligns from `mots` (source) to `words` (target).
best = []
for w in english:
    f = max(french, key=lambda f: model.translation_table[f][w])
    best.append([english.index(w), french.index(f), model.translation_table[f][w]])

with open(os.path.join(here, 'baselines.json'), 'w', encoding='utf8') as file:
    json.dump({'by': {p: version(p) for p in ('scikit-learn', 'nltk', 'numpy')}, 'kneserNey': cases, 'warping': pairs, 'linear': linear,
        'bayes': {'train': [[ord(c) for c in n] for n in names[:50]], 'labels': labels[:50], 'asked': [[ord(c) for c in n] for n in asked_names], 'scores': joint.tolist()},
        'dictionary': {'sources': [[english.index(w) for w in s] for s in sources], 'targets': [[french.index(w) for w in t] for t in targets], 'best': best}}, file, separators=(',', ':'))
