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

if __name__ == '__main__':
    for record in (tagging, translation, speech): record()
