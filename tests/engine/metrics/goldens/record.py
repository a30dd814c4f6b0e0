"""Records what the field's own programs say of made-up cases: python3 record.py [PATH OF conlleval 0.2 from PyPI]

Needs sacrebleu, jiwer, rapidfuzz, scikit-learn, conlleval (PyPI, a port of conlleval.pl). Writes *.json beside itself; tests need no Python.
"""
import json, math, os, random, sys
here = os.path.dirname(os.path.abspath(__file__))
if len(sys.argv) > 1: sys.path.insert(0, sys.argv[1])
from importlib.metadata import version

def write(name, content):
    with open(os.path.join(here, name + '.json'), 'w', encoding='utf8') as file:
        json.dump(content, file, ensure_ascii=False, separators=(',', ':'))

def tagging():
    import conlleval
    rng = random.Random(1)
    sets = {
        'bio': ['O', 'B-PER', 'I-PER', 'B-LOC', 'I-LOC'],
        'iob1': ['O', 'O', 'I-PER', 'I-PER', 'B-PER', 'I-LOC', 'B-LOC'],
        'bioes': ['O', 'B-PER', 'I-PER', 'E-PER', 'S-PER', 'B-LOC', 'E-LOC', 'S-LOC', 'I-LOC'],
        'mixed': ['O', 'B-PER', 'I-PER', 'E-PER', 'S-LOC', 'I-LOC', 'B-MISC', 'I-group-of', 'E-LOC'],
    }
    cases = []
    for name, tags in sets.items():
        for agreement in (0.4, 0.8):
            gold = [[rng.choice(tags) for _ in range(rng.randint(0, 12))] for _ in range(40)]
            said = [[tag if rng.random() < agreement else rng.choice(tags) for tag in sentence] for sentence in gold]
            lines = []
            for g, s in zip(gold, said):
                lines += [f'w {a} {b}' for a, b in zip(g, s)] + ['']
            result = conlleval.evaluate(lines)
            overall = result['overall']['chunks']
            cases.append({'name': name, 'gold': gold, 'said': said, 'overall': {**overall['stats'], **overall['evals']},
                          'types': {t: {**c['stats'], **c['evals']} for t, c in result['slots']['chunks'].items()},
                          'accuracy': result['overall']['tags']['evals']['prec']})
    write('tagging', {'by': 'conlleval ' + version('conlleval') if len(sys.argv) < 2 else 'conlleval 0.2', 'cases': cases})

def translation():
    from sacrebleu.metrics import BLEU, CHRF
    english = ['The cat sat on the mat.', "I don't think so, Mr. Smith-Jones; it costs $3.50!", 'He said: "It\'s 5,000 miles (8,047 km) away" - really?', 'A&amp;B &lt;tag&gt; &quot;x&quot;',
               'one', '', 'Tom has 3 cats, 2 dogs and 1 bird.', 'e-mail me at a.b@c.org / or not...', 'naïve café — “quoted” 𝒳 😀 text', 'tab\tand\x1cfile\x85next\xa0hard\ufeffmark', 'line-\nbroken <skipped> words\nhere  ']
    chinese = ['我喜欢吃苹果。', '你好,世界!', '他说:“今天是2024年1月5日。”', '汤姆有3只猫——真的吗?', '𠀀𠀁 is rare', '漢字とカタカナ', 'GDP增长了5.2%…', '', '不', '㐀㐁⼀〇', '我 爱 编程 in Python3']
    rng = random.Random(2)
    def spoil(text):
        units = text.split(' ') if ' ' in text else list(text)
        out = []
        for u in units:
            r = rng.random()
            if r < 0.12: continue
            if r < 0.24: out.append(rng.choice(units))
            out.append(u)
        return (' ' if ' ' in text else '').join(out)
    cases = []
    for tokenizer, texts in (('13a', english), ('zh', chinese)):
        refs = texts * 3
        hyps = texts + [spoil(t) for t in texts] + [spoil(spoil(t)) for t in texts]
        hyps[0] = 'something entirely different'
        bleu, sentence, chrf = BLEU(tokenize=tokenizer), BLEU(tokenize=tokenizer, effective_order=True), CHRF()
        cases.append({'tokenizer': tokenizer, 'said': hyps, 'wanted': refs,
                      'tokens': [sentence.tokenizer(t.rstrip()).split() for t in texts],
                      'bleu': bleu.corpus_score(hyps, [refs]).score, 'chrf': chrf.corpus_score(hyps, [refs]).score,
                      'sentenceBleu': [sentence.sentence_score(h, [r]).score for h, r in zip(hyps, refs)],
                      'sentenceChrf': [chrf.sentence_score(h, [r]).score for h, r in zip(hyps, refs)]})
    short = BLEU()
    cases.append({'tokenizer': '13a', 'said': ['a b', 'c'], 'wanted': ['a b', 'd e'], 'tokens': [], 'bleu': short.corpus_score(['a b', 'c'], [['a b', 'd e']]).score,
                  'chrf': CHRF().corpus_score(['a b', 'c'], [['a b', 'd e']]).score, 'sentenceBleu': [], 'sentenceChrf': []})
    write('translation', {'by': 'sacrebleu ' + version('sacrebleu'), 'cases': cases})

def speech():
    import jiwer
    rng = random.Random(3)
    words = ['zero', 'one', 'two', 'three', 'four', 'a', 'b', 'straße', '你好']
    wanted = [' '.join(rng.choice(words) for _ in range(rng.randint(1, 9))) for _ in range(120)]
    said = []
    for w in wanted:
        out = []
        for token in w.split():
            r = rng.random()
            if r < 0.15: continue
            if r < 0.3: out.append(rng.choice(words))
            out.append(token if r < 0.75 else rng.choice(words))
        said.append(' '.join(out))
    kinds = ('hits', 'substitutions', 'deletions', 'insertions')
    def counts(o): return [getattr(o, k) for k in kinds]
    write('speech', {'by': 'jiwer ' + version('jiwer'), 'said': said, 'wanted': wanted, 'wer': jiwer.wer(wanted, said), 'cer': jiwer.cer(wanted, said),
                     'words': [counts(jiwer.process_words(w, s)) for w, s in zip(wanted, said)],
                     'characters': [counts(jiwer.process_characters(w, s)) for w, s in zip(wanted, said)]})

def numbers():
    import numpy as np
    from sklearn import metrics as m
    from scipy.optimize import minimize_scalar
    from scipy.special import softmax, logsumexp
    rng = np.random.default_rng(4)
    n, classes = 80, 3
    labels = rng.integers(0, classes, n)
    logits = np.round(rng.normal(size=(n, classes)) * 2 + 1.2 * np.eye(classes)[labels], 3)
    p = softmax(logits, axis=1)
    told, confidence = p.argmax(1), p.max(1)
    bins = np.minimum(14, np.ceil(confidence * 15).astype(int) - 1)
    ece = sum(abs((told[bins == b] == labels[bins == b]).mean() - confidence[bins == b].mean()) * (bins == b).sum() for b in range(15) if (bins == b).any()) / n
    nll = lambda t: float((logsumexp(logits / t, axis=1) - (logits / t)[np.arange(n), labels]).mean())
    temperature = minimize_scalar(nll, bounds=(0.05, 20), method='bounded', options={'xatol': 1e-10}).x
    scores, positive = np.round(rng.normal(size=60), 1), (rng.random(60) < 0.35).astype(int)
    precision, recall, _ = m.precision_recall_curve(positive, scores)
    fpr, tpr, thresholds = m.roc_curve(positive, scores, drop_intermediate=False)
    f1s = [m.f1_score(positive, scores >= t) for t in sorted(set(scores), reverse=True)]
    sets, said = (rng.random((30, 4)) < [0.3, 0.5, 0.1, 0]).astype(int), (rng.random((30, 4)) < [0.3, 0.4, 0.2, 0]).astype(int)
    truth, number = rng.normal(size=50) * 3 + 1000, None
    number = truth + rng.normal(size=50)
    write('numbers', {'by': 'scikit-learn ' + version('scikit-learn'), 'classes': {'labels': labels.tolist(), 'logits': logits.tolist(), 'logLoss': m.log_loss(labels, p),
        'brier': float(((p - np.eye(classes)[labels]) ** 2).sum(1).mean()), 'ece': float(ece), 'accuracy': m.accuracy_score(labels, told), 'macroF1': m.f1_score(labels, told, average='macro'), 'auc': m.roc_auc_score(labels, p, multi_class='ovr', average='macro'), 'temperature': float(temperature)},
        'curve': {'scores': scores.tolist(), 'positive': positive.tolist(), 'auc': m.roc_auc_score(positive, scores), 'ap': m.average_precision_score(positive, scores),
                  'fpr': fpr.tolist(), 'tpr': tpr.tolist(), 'precision': precision.tolist(), 'recall': recall.tolist(), 'bestF1': max(f1s), 'threshold': sorted(set(scores.tolist()), reverse=True)[int(np.argmax(f1s))]},
        'sets': {'truth': sets.ravel().tolist(), 'told': said.ravel().tolist(), 'micro': m.f1_score(sets, said, average='micro'),
                 'macro': m.f1_score(sets[:, :3], said[:, :3], average='macro'), 'subset': m.accuracy_score(sets, said)},
        'regression': {'truth': truth.tolist(), 'told': number.tolist(), 'mse': m.mean_squared_error(truth, number), 'mae': m.mean_absolute_error(truth, number), 'r2': m.r2_score(truth, number)}})

def forecasts():
    import numpy as np
    from sklearn import metrics as m
    rng = np.random.default_rng(5)
    windows, horizon, channels = 6, 4, 2
    truth, said = rng.normal(size=(windows, horizon, channels)) * 5, rng.normal(size=(windows, horizon, channels)) * 5
    train = rng.normal(size=(40, channels)).cumsum(0)
    scale = np.abs(train[3:] - train[:-3]).mean(0)
    steps = [{'mse': m.mean_squared_error(truth[:, h].ravel(), said[:, h].ravel()), 'mae': m.mean_absolute_error(truth[:, h].ravel(), said[:, h].ravel()),
              'smape': float(200 * (np.abs(truth[:, h] - said[:, h]) / (np.abs(truth[:, h]) + np.abs(said[:, h]))).mean()), 'mase': float((np.abs(truth[:, h] - said[:, h]) / scale).mean())} for h in range(horizon)]
    levels = [0.1, 0.25, 0.5, 0.75, 0.9]
    quantiles = np.sort(rng.normal(size=(60, 5)) * 2, axis=1)
    values = rng.normal(size=60) * 2
    write('forecasts', {'by': 'scikit-learn ' + version('scikit-learn'), 'shape': {'windows': windows, 'horizon': horizon, 'channels': channels}, 'truth': truth.ravel().tolist(), 'said': said.ravel().tolist(),
        'train': train.T.tolist(), 'scale': scale.tolist(), 'steps': steps, 'levels': levels, 'values': values.tolist(), 'quantiles': quantiles.ravel().tolist(),
        'pinball': float(np.mean([m.mean_pinball_loss(values, quantiles[:, i], alpha=q) for i, q in enumerate(levels)])),
        'coverage80': float(((values >= quantiles[:, 0]) & (values <= quantiles[:, 4])).mean()), 'coverage50': float(((values >= quantiles[:, 1]) & (values <= quantiles[:, 3])).mean())})

if __name__ == '__main__':
    for record in (tagging, translation, speech, numbers, forecasts): record()
