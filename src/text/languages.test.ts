import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { heardLanguages, isEnglish, type Language } from '../languages';
import { normaliseIn } from './normalise';
import { phonemise } from './phonemise';
import { testSentences } from './testSentences';

/**
 * Where the build in the package `espeak-ng` (1.52-dev) and Debian's (1.51) differ: words of Russian, whose dictionary
 * was improved between them. Sentence: Debian's phonemes, the package's.
 */
const knownDifferences: Partial<Record<Language, Record<string, [string, string]>>> = {
  ru: {
    'Мальчик ещё не вернулся из школы.': [
      'mˈɑɭtʃʲik jɪɕˈɵ nʲe vʲirnˈuɭsʲʌ ˈɪs ʃkˈoɭy',
      'mˈɑɭtʃʲik jɪɕˈɵ nʲɪ vʲirnˈuɭsʲʌ ɪs ʃkˈoɭy'
    ],
    'У нас 3 кошки, 2 собаки и 40 кур.': [
      'ˈu nˈɑs trʲˈi kˈoʃkʲɪ dvˈɑ sʌbˈɑkʲɪ ˈi sˈorɔk kˈur',
      'u nˈɑs trʲˈi kˈoʃkʲɪ dvˈɑ sʌbˈɑkʲɪ ɪ sˈorɔk kˈur'
    ],
    'Она сказала: «Я не могу прийти раньше вторника».': [
      'ʌnˈɑ skazˈɑɭa ˈja nʲe mʌɡˌu prʲijtʲˈɪ rˈɑnʃy ftˈornʲika',
      'ʌnˈɑ skazˈɑɭa ˈja nʲɪ mʌɡˌu prʲijtʲˈɪ rˈɑnʃy ftˈornʲika'
    ],
    'Почему ты мне раньше не сказал?': [
      'pʌtʃʲimˈu tˈy mnʲˈe rˈɑnʃy nʲe skazˈɑɭ',
      'pʌtʃʲimˈu tˈy mnʲˈe rˈɑnʃy nʲɪ skazˈɑɭ'
    ],
    'В 1961 году человек полетел в космос.': [
      'v odnˈɑ tˈysʲʌdʒʲ devʲatsˈot ʃɛʑdʲdʲɪsʲˈjatojdʲˈin ɡˈodu tʃʲiɭʌvʲˈek pʌɭʲitʲˈeɭ f kˈosmʌs',
      'v ʌdnˈɑ tˈysʲitʃʲʌ dʲɪvʲitsˈot ʃɛʑdʲisʲˈjatʌdʲˈin ɡˈodu tʃʲiɭʌvʲˈek pʌɭʲitʲˈeɭ f kˈosmʌs'
    ],
    'Оставьте сообщение после сигнала.': [
      'ʌstˈɑvtʲi sʌʌpɕˈenʲijɪ pˈosɭʲi sʲiɡnˈɑɭa',
      'ʌstˈɑftʲi sʌʌpɕˈenʲijɪ pˈosɭʲi sʲiɡnˈɑɭa'
    ],
    'Около 25% учеников изучают немецкий язык.': [
      'ˈokʌɭʌ dvˈɑttsatʲpʲˈjatʲ pratsˈɛnt utʃʲinʲikˈof ɪzutʃʲˈɑjut nʲimʲˈetskʲij jazˈyk',
      'ˈokʌɭʌ dvˈɑttsatʲpʲˈɑtʲ pratsˈɛnt utʃʲinʲikˈof ɪzutʃʲˈɑjut nʲimʲˈetskʲij jazˈyk'
    ],
    'Улица Пушкина, дом 48.': [
      'ˈuɭʲitsa pˈuʃkʲina dˈom sˈorɔkvˈosʲɛm',
      'ˈuɭʲitsa pˈuʃkʲina dˈom sˈorɔkvˈosʲimʲ'
    ],
    'Он ушёл — не сказав ни слова — на север.': [
      'ˈon uʃˈoɭ nʲe skazˈɑf nʲˈɪ sɭˈova nə sʲˈevʲir',
      'ˈon uʃˈoɭ nʲɪ skazˈɑf nʲɪ sɭˈova nə sʲˈevʲir'
    ]
  }
};

/** The sentences of a language; of an accent fewer, and of English as Debian's program should read them. */
function sentencesOf(language: Language): string[] {
  const accents = { en: 'en-us', fr: 'fr-fr' } as const;
  const own = (testSentences as Partial<Record<Language, readonly string[]>>)[language];
  const family = language.split('-')[0] as keyof typeof accents;
  if (language === 'en-gb') return [...testSentences['en-us']];
  return [...(own ?? testSentences[accents[family]].slice(0, 6))];
}

/** What Debian's program prints for a whole text, with our rules for what is printed. */
function debian(text: string, language: Language): string {
  const printed = execFileSync('espeak-ng', ['-q', '--ipa', '-v', language, '--stdin'], {
    input: isEnglish(language) ? normaliseIn(language, text) : text,
    encoding: 'utf8'
  });
  return printed
    .replace(/\([a-z-]+\)/g, '')
    .replaceAll('??', 'ʊɾ')
    .replace(/\s+/g, ' ')
    .trim()
    .normalize('NFD');
}

/** Of ours, whose marks end a piece; Scottish vowels have a colon within. */
const withoutMarks = (phonemes: string) => phonemes.replace(/[,.;:!?](?= |$)/g, '');

describe('phonemes of a sentence are those of Debian’s espeak-ng 1.51', () => {
  it.each(heardLanguages)('in %s, but where differences are known', async (language) => {
    const sentences = sentencesOf(language);
    const differences: Record<string, [string, string]> = {};
    for (const sentence of sentences) {
      const ours = withoutMarks(await phonemise(sentence, language));
      const theirs = debian(sentence, language);
      if (ours !== theirs) differences[sentence] = [theirs, ours];
    }
    const known = Object.entries(knownDifferences[language] ?? {});
    expect(differences).toEqual(
      Object.fromEntries(known.map(([sentence, both]) => [sentence, both.map((p) => p.normalize('NFD'))]))
    );
  });

  it('on twenty sentences of each language that is not another’s accent', () => {
    for (const sentences of Object.values(testSentences)) expect(new Set(sentences).size).toBe(20);
  });
});

describe('in other languages than English', () => {
  it.each([
    ['de', 'Sie sagte: „Ja.“ – „Wirklich?“', 'ziː zˈɑːɡtə: jˈɑː. vˈɪɾklɪç?'],
    ['de', 'Das Urteil', 'das ˈʊɾtaɪl'],
    ['es', '«Hola», ¿qué tal? ¡Bien!', 'ˈola, kˈe tˈal? bjˈen!'],
    ['fr-fr', 'Quoi ? « Rien », dit-il…', 'kwˈa? ʁiˈɛ̃, dˈitˈil.'],
    ['ru', '— Привет! (3 кошки)', 'prʲivʲˈet! trʲˈi kˈoʃkʲɪ,'],
    ['it', 'l’«amico» di Anna', 'lamˈiko dɪ ˈanna'],
    ['cmn', '你好，你好吗？', 'niɜχˈɑu2, niɜχˈɑu2 mɑ4?'],
    ['ar', 'نعم، لا؟', 'nˈaʕam, lˈaː?'],
    ['de', 'Der Computer ist neu', 'dɛɾ kɔmpjˈuːtɜ ɪst nˈɔø'],
    ['pl', '„”', '']
  ] as const)('marks are kept and quotation marks are not: %s %s', async (language, text, phonemes) => {
    expect(await phonemise(text, language)).toBe(phonemes.normalize('NFD'));
  });

  it('sentences phonemised at once do not mix', async () => {
    const all = Object.entries(testSentences).flatMap(([language, sentences]) =>
      sentences.slice(0, 2).map((text) => [text, language as Language] as const)
    );
    const atOnce = await Promise.all(all.map(([text, language]) => phonemise(text, language)));
    for (const [i, [text, language]] of all.entries())
      expect(await phonemise(text, language)).toBe(atOnce[i]);
  });
});
