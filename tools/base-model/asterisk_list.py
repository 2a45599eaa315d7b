"""Asterisk's transcripts ("path: sentence" a line) -> id|sentence|espeak-voice a line, without what is not speech.

usage: asterisk_list.py TRANSCRIPTS.txt LANGUAGE OUT.csv     (LANGUAGE: en or ru)
"""

import re
import sys

NOT_SPEECH = re.compile(r"^beep|tone|tt-monkeys$|silence")
# The Russian set reads these letter by letter or in other words than the transcript's.
UNLIKE_TRANSCRIPT = re.compile(r"beep|tone|monkey|silence|ascii|letters-|phonetic")

if __name__ == "__main__":
    source, language, target = sys.argv[1:4]
    voice = {"en": "en-us", "ru": "ru"}[language]
    with open(source, encoding="utf8", errors="replace") as lines, open(target, "w", encoding="utf8") as out:
        for line in lines:
            if line.startswith(";") or ": " not in line:
                continue
            name, sentence = line.rstrip("\n").split(": ", 1)
            name = name.strip().replace("/", "-").removesuffix(".wav")
            sentence = sentence.strip().replace('\\"', "").replace("|", "")
            if not sentence or sentence[0] in "[<(" or NOT_SPEECH.search(name):
                continue
            if language == "ru" and UNLIKE_TRANSCRIPT.search(name):
                continue
            sentence = re.sub(r"\s*[\[<(].*?[\])>]", "", sentence).replace("...", "").replace("…", "")
            sentence = sentence.replace("#", " pound ").replace("*", " star ").strip()
            if sentence:
                out.write(f"{name}|{sentence}|{voice}\n")
