/** What each directive of the content security policy means, in a person's words. */
const meanings: Record<string, string> = {
  'default-src': 'Whatever is not named below is forbidden.',
  'script-src': "Runs its own programs and WebAssembly only, nobody else's, and none made from text.",
  'worker-src': 'Its background workers are its own files.',
  'style-src': 'Its styles are its own files.',
  'img-src': 'Pictures come from its own files or are drawn here.',
  'media-src': 'Sounds come from its own files or are made here.',
  'font-src': 'Letters come from its own files.',
  'connect-src':
    'May ask for, or send to, the address that it came from only. This is the line that keeps your recordings in.',
  'manifest-src': 'What an installed app is called comes from its own files.',
  'base-uri': 'Its links cannot be turned elsewhere.',
  'form-action': 'No form can be sent anywhere.'
};

export interface Directive {
  name: string;
  /** as the browser reads it, e.g. `'self'` */
  sources: string;
  /** '' for one that has no explanation yet */
  meaning: string;
}

/** The directives of a policy as it stands in the page, e.g. `default-src 'none'; connect-src 'self'`. */
export function directivesOf(policy: string): Directive[] {
  return policy
    .split(';')
    .map((directive) => directive.trim())
    .filter((directive) => directive !== '')
    .map((directive) => {
      const [name = '', ...sources] = directive.split(/\s+/);
      return { name, sources: sources.join(' '), meaning: meanings[name] ?? '' };
    });
}
