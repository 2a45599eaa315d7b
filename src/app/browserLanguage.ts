import { voiceNamed } from '../espeakVoices';
import type { Language } from '../languages';

/**
 * The language to offer first in a browser that speaks one.
 * @param tag as `navigator.language` has it, e.g. "es-AR"
 */
export function languageOfBrowser(tag: string): Language {
  const [family, region] = tag.split('-');
  // Of these two the base of the name is not what most of its speakers speak.
  if (family === 'es' && region && region !== 'ES') return 'es-419';
  if (family === 'en' && (!region || region === 'CA')) return 'en-us';
  return voiceNamed(tag) ?? 'en-us';
}
