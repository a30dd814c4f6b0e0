"""Records what Hugging Face's tokenizers learns from a made-up text: python3 record-byte-pairs.py. Tests need no Python."""
import json, os, random
from importlib.metadata import version
from tokenizers import Tokenizer, Regex, models, trainers, pre_tokenizers, normalizers
here = os.path.dirname(os.path.abspath(__file__))
rng = random.Random(8)
stems = ['run', 'walk', 'talk', 'listen', 'compute', 'train', 'learn', 'naïve', 'über', 'сло́во', '机器学习', '学习', 'テスト', 'aaaa', 'banana', 'e\u0301t\u00e9']
endings = ['', 's', 'ed', 'ing', 'er', 'ers', "n't", '!', '...', '12', '2024', '\n', '\t', ' ', ' — ok']
texts = [' '.join(rng.choice(stems) + rng.choice(endings) for _ in range(rng.randint(1, 12))) for _ in range(150)]
asked = texts[:6] + ['walkers unlistening 机器 20245 zzz 😀 aaaaaaa', ' ', '', 'a' * 70, 'ab\r\ncd']
pattern = r" ?[\p{L}\p{M}]{1,32}| ?\p{N}{1,3}| ?[^\s\p{L}\p{M}\p{N}]{1,32}|\s"
cases = []
for size in (60, 120, 400):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(pattern), 'isolated')
    tokenizer.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=size, min_frequency=2, show_progress=False, limit_alphabet=1000))
    model = json.loads(tokenizer.to_str())['model']
    tokens = sorted(model['vocab'], key=model['vocab'].get)
    cases.append({'size': size, 'merges': [m if isinstance(m, list) else m.split(' ') for m in model['merges']], 'tokens': tokens, 'encoded': [tokenizer.encode(t).tokens for t in asked]})
with open(os.path.join(here, 'byte-pairs.json'), 'w', encoding='utf8') as file:
    json.dump({'by': 'tokenizers ' + version('tokenizers'), 'texts': texts, 'asked': asked, 'cases': cases}, file, ensure_ascii=False, separators=(',', ':'))
print([len(c['merges']) for c in cases])
