/** What a voice says of itself, in the languages that the base has heard. */
const english = 'Hello. This is how I sound when I read a sentence aloud.';
const samples: Partial<Record<string, string>> = {
  es: 'Hola. Así sueno cuando leo una frase en voz alta.',
  fr: 'Bonjour. Voici ma voix, quand je lis une phrase à haute voix.',
  it: 'Ciao. Questa è la mia voce, quando leggo una frase ad alta voce.',
  ru: 'Здравствуйте. Так я звучу, когда читаю предложение вслух.',
  de: 'Hallo. So klinge ich, wenn ich einen Satz vorlese.'
};

/** A sample in the language of an eSpeak NG voice, else in English. */
export function sampleText(espeakVoice: string): string {
  return samples[espeakVoice.slice(0, 2)] ?? english;
}
