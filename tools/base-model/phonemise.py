"""Texts to phonemes, two processes at once.

usage: phonemise.py LIST.csv OUT.ph     (LIST: id|text|espeak-voice a line; OUT: id|phonemes)
"""

import sys
from multiprocessing import Pool

import text


def one(line):
    name, sentence, voice = line.rstrip("\n").split("|")[:3]
    return name, text.phonemize(sentence, voice)


if __name__ == "__main__":
    source, target = sys.argv[1:3]
    with Pool(2) as pool, open(source, encoding="utf8") as lines, open(target, "w", encoding="utf8") as out:
        for name, phonemes in pool.imap(one, [line for line in lines if line.count("|") >= 2], 16):
            out.write(f"{name}|{phonemes}\n")
