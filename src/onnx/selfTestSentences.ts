/** What an exported voice says in its self-test. */
import type { Language } from '../languages';
import { phonemesToIds } from '../text/phonemeIds';
import { phonemise } from '../text/phonemise';

/** A statement, a pause and a question, by the first part of eSpeak's name of the language. */
const sentencesIn: Record<string, readonly string[]> = {
  en: [
    'The birch canoe slid on the smooth planks.',
    'Four hours of steady work faced us, and nobody complained.',
    'Is this really how my own voice sounds?'
  ],
  es: [
    'El niño corrió por la playa hasta el faro.',
    'Quedaban cuatro horas de trabajo, y nadie se quejó.',
    '¿De verdad suena así mi propia voz?'
  ],
  fr: [
    'La barque glissait sans bruit sur la rivière.',
    'Il restait quatre heures de travail, et personne ne se plaignit.',
    'Est-ce vraiment ainsi que sonne ma propre voix ?'
  ],
  it: [
    'La barca scivolava piano sul lago.',
    'Restavano quattro ore di lavoro, e nessuno si lamentò.',
    'È davvero così che suona la mia voce?'
  ],
  ru: [
    'Лодка тихо скользила по гладкой воде.',
    'Оставалось четыре часа работы, и никто не жаловался.',
    'Неужели мой голос звучит именно так?'
  ],
  de: [
    'Das Boot glitt lautlos über den stillen See.',
    'Vier Stunden Arbeit lagen vor uns, und niemand klagte.',
    'Klingt meine eigene Stimme wirklich so?'
  ]
};

/**
 * Phoneme ids of three sentences: ours in a language that the base voice has heard, in others what the speaker said.
 * @param spoken ids of the clips trained on, one array a clip; those of middle length are taken
 */
export async function selfTestIds(language: Language, spoken: readonly number[][]): Promise<number[][]> {
  const texts = sentencesIn[language.replace(/-.*/, '')];
  if (texts) return Promise.all(texts.map(async (text) => phonemesToIds(await phonemise(text, language))));
  const byLength = [...spoken].sort((a, b) => a.length - b.length);
  const first = Math.max(0, (byLength.length - 3) >> 1);
  return byLength.slice(first, first + 3);
}
