"""Makes this folder's files but huggingface.json. Needs Debian's python3-sentencepiece (0.1.97) and python3-protobuf.

A small model with the settings of Llama's own: byte-pair encoding, byte fallback, digits apart, text left as it is. tokenizer.json and
tokenizer-metaspace.json hold the same pieces and merges in the two forms that Hugging Face writes, with <image> and <pad> added.
huggingface.json was made from the two by Hugging Face's own tokenizers library (its binding Tokenizers.DotNet 1.4.1).
"""
import io
import json

import sentencepiece as spm
from sentencepiece import sentencepiece_model_pb2 as pb

SENTENCES = """
The quick brown fox jumps over the lazy dog and runs away from the sleeping cat.
What is this? It is a picture of a red apple on a wooden table.
Who is the person in this picture? Answer the question with a name.
Is this a hammer? Yes, it is. No, it is not a hammer but a screwdriver.
USER: What kind of thing is this? ASSISTANT: This is an animal, a fruit, a vehicle or a tool.
A woman with long hair stands in front of the camera and smiles; the man behind her wears a hat.
In 2024 there were 365 days, 12 months, 7.5 million people and 1,000,000 ways of counting them.
The number 3.14159 is called pi; 2.71828 is called e; 42 is the answer to everything.
def forward(self, x): return self.linear(x) + self.bias  # a comment
for (int i = 0; i < 10; i++) { sum += array[i]; }
Le renard brun saute par-dessus le chien paresseux; déjà vu, garçon, Noël, cœur.
Der schnelle braune Fuchs springt über den faulen Hund; Straße, Mädchen, größer.
El zorro marrón salta sobre el perro perezoso; niño, mañana, corazón, ¿qué?
Быстрая коричневая лиса прыгает через ленивую собаку. Привет, мир!
素早い茶色の狐がのろまな犬を飛び越える。これは何ですか。写真の人は誰ですか。
敏捷的棕色狐狸跳过了懒狗。这是什么？图片中的人是谁？
빠른 갈색 여우가 게으른 개를 뛰어넘는다. 이것은 무엇입니까?
الثعلب البني السريع يقفز فوق الكلب الكسول. ما هذا؟
हाथी एक बड़ा जानवर है। यह क्या है?
Robert Downey Jr. and Taylor Swift are famous people; so are Mark Zuckerberg and Jeff Bezos.
""".strip().split("\n")

CHARACTERS = "AaZz09 éßØжЯ中文字日本語かなカナ한글عربहिन्दी€$£¥%&/()=?!#+*~'\"\\|<>@µ°²³½¼→←∞≈≠√∑∫▁█☃☕♥✓😀😂👍🏽👨‍👩‍👧‍👦🇩🇪🏳️‍🌈🦄🧠🪐𝔘𝕏𐍈\u0301\u200b\u00a0\ufeff\u2028\t\n\r\x00\x07\x1b\x7f"

TEXTS = []


def add(*texts):
    TEXTS.extend(texts)


add("", " ", "  ", "   ", "\n", "\t", "\r\n", " \n ", "\n\n\n", "a", " a", "a ", " a ", "  a  b  ", "a\tb", "a \n b", "a    b", "▁", "▁a", "a▁b", " ▁ ", "▁▁")
add(*SENTENCES)
add(*[f" {s}" for s in SENTENCES[:8]], *[f"{s} " for s in SENTENCES[:8]], *[s.upper() for s in SENTENCES[:6]], *[s.replace(" ", "  ") for s in SENTENCES[:5]], *[s.replace(" ", "") for s in SENTENCES[:6]])
add(*[c for c in CHARACTERS], *[f"a{c}b" for c in CHARACTERS[::3]], *[f"{c} {c}{c}" for c in CHARACTERS[1::5]])
add(*[str(n) for n in (0, 7, 10, 42, 100, 365, 1000, 1234567890, 2024)], "1,000,000", "3.14159", "-17", "1e-5", "0x1F", "12:30", "2024-11-28", "50%", "$9.99", "½", "2²", "１２３", "٣٤٥")
add("USER: <image>\nWhat is this? ASSISTANT:", "<s>", "</s>", "<unk>", "<pad>", "<0x0A>", "<0x41><0x42>", "a<s>b", "<image>", "x <image> y", "<image><image>", "<image", "image>", "<IMAGE>", "[INST] hi [/INST]", "<|im_start|>")
add("hello world", "Hello World", "HELLO WORLD", "hello, world!", "don't", "it's John's", "e-mail", "co-operate", "snake_case_name", "camelCaseName", "http://example.org/a?b=c&d=e#f", "user@example.org", "C:\\path\\file.txt", "/usr/bin/env", "{\"key\": [1, 2, 3]}", "<html><body>x</body></html>", "a+b=c", "x**2", "...", "?!?!", "—–-", "“quotes” ‘single’", "naïve café", "cafe\u0301", "Å\u030a", "ﬁﬂ", "ΑΒΓ αβγ", "שלום", "ไทยภาษา", "ქართული", "አማርኛ", "தமிழ்", "བོད", "ᚠᚢᚦ", "𓀀𓁐", "𠀀𠀁", "🧑‍🚀🚀", "👩🏾‍💻", "☺️", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "1️⃣", "a😀b", "😀😀😀😀", "日本語 と English の mix", "中文, English, 한국어", "\x00\x01\x02", "a\x00b", "\u200e\u200f", "\ud7ff\ue000", "\ufffd", "the" * 20, "a" * 50, " " * 33 + "x", "ab" * 40, "日" * 20, "😀 " * 10, "word " * 30, "The cat\n\tsat\n\n  on the\tmat. ")
TEXTS = list(dict.fromkeys(TEXTS))


def train():
    model = io.BytesIO()
    spm.SentencePieceTrainer.train(
        sentence_iterator=iter(SENTENCES * 3), model_writer=model, model_type="bpe", vocab_size=900, byte_fallback=True, split_digits=True,
        normalization_rule_name="identity", remove_extra_whitespaces=False, add_dummy_prefix=True, character_coverage=0.99, allow_whitespace_only_pieces=True,
        num_threads=1, minloglevel=2)
    open("tokenizer.model", "wb").write(model.getvalue())
    return model.getvalue()


def convert(content):
    proto = pb.ModelProto()
    proto.ParseFromString(content)
    vocabulary = {p.piece: i for i, p in enumerate(proto.pieces)}
    merges = []
    for whole in proto.pieces:
        if whole.type != 1:
            continue
        splits = [(whole.piece[:k], whole.piece[k:]) for k in range(1, len(whole.piece))]
        splits = [(l, r) for l, r in splits if l in vocabulary and r in vocabulary]
        merges += [(whole.score, l, r) for l, r in sorted(splits, key=lambda s: (vocabulary[s[0]], vocabulary[s[1]]))]
    merges.sort(key=lambda m: (m[0], len(m[1]), len(m[2])), reverse=True)
    size = len(vocabulary)

    def added(token, number):
        return {"id": number, "content": token, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}

    base = {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [added("<unk>", 0), added("<s>", 1), added("</s>", 2), added("<image>", size), added("<pad>", size + 1)],
        "post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
                           "pair": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "<s>", "type_id": 1}}, {"Sequence": {"id": "B", "type_id": 1}}],
                           "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}}},
        "decoder": {"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
        "model": {"type": "BPE", "dropout": None, "unk_token": "<unk>", "continuing_subword_prefix": None, "end_of_word_suffix": None, "fuse_unk": True, "byte_fallback": True,
                  "vocab": vocabulary, "merges": [f"{l} {r}" for _, l, r in merges]},
    }
    older = base | {"normalizer": {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}, {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]}, "pre_tokenizer": None}
    newer = base | {"normalizer": None, "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": False}}
    newer["model"] = base["model"] | {"merges": [[l, r] for _, l, r in merges]}
    for name, content in (("tokenizer.json", older), ("tokenizer-metaspace.json", newer)):
        json.dump(content, open(name, "w"), ensure_ascii=False)


content = train()
convert(content)
processor = spm.SentencePieceProcessor()
processor.LoadFromSerializedProto(content)
json.dump([{"text": t, "ids": processor.encode(t), "decoded": processor.decode(processor.encode(t))} for t in TEXTS], open("sentencepiece.json", "w"), indent=0)
print(len(TEXTS), "texts,", processor.vocab_size(), "pieces")
