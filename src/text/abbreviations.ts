/** Shortened words and titles, written out. Their dot would otherwise end a sentence. */
import type { Dialect } from './numbers';
import type { Traced } from './traced';

/** Before a name or anywhere: the dot goes. */
const words: Record<string, string> = {
  'Mr.': 'Mister',
  'Mrs.': 'Missus',
  'Ms.': 'Miz',
  'Messrs.': 'Messers',
  'Prof.': 'Professor',
  'Rev.': 'Reverend',
  'Hon.': 'Honorable',
  'Fr.': 'Father',
  'Mme.': 'Madame',
  'Mlle.': 'Mademoiselle',
  'Adm.': 'Admiral',
  'Cmdr.': 'Commander',
  'Cpl.': 'Corporal',
  'Pvt.': 'Private',
  'Rep.': 'Representative',
  'Supt.': 'Superintendent',
  'Gen.': 'General',
  'Maj.': 'Major',
  'Capt.': 'Captain',
  'Col.': 'Colonel',
  'Lt.': 'Lieutenant',
  'Sgt.': 'Sergeant',
  'Gov.': 'Governor',
  'Sen.': 'Senator',
  'Pres.': 'President',
  'Mt.': 'Mount',
  'Ft.': 'Fort',
  'vs.': 'versus',
  'e.g.': 'for example',
  'i.e.': 'that is',
  'cf.': 'compare',
  'viz.': 'namely',
  'approx.': 'approximately',
  'incl.': 'including',
  'excl.': 'excluding',
  'est.': 'established',
  'a.k.a.': 'also known as',
  'Ph.D.': 'P H D',
  'tel.': 'telephone',
  'Tel.': 'telephone',
  'govt.': 'government',
  'Govt.': 'Government',
  'Univ.': 'University',
  'w/o': 'without',
  'w/': 'with ',
  'dept.': 'department',
  'Dept.': 'Department',
  'Jan.': 'January',
  'Feb.': 'February',
  'Aug.': 'August',
  'Sept.': 'September',
  'Oct.': 'October',
  'Nov.': 'November',
  'Dec.': 'December'
};

/** Often the last word of a sentence: the dot stays where one seems to end there. */
const lastWords: Record<string, string> = {
  'etc.': 'et cetera',
  'Jr.': 'Junior',
  'Sr.': 'Senior',
  'Inc.': 'Incorporated',
  'Ltd.': 'Limited',
  'Co.': 'Company',
  'Corp.': 'Corporation',
  'Ave.': 'Avenue',
  'Blvd.': 'Boulevard',
  'Rd.': 'Road',
  'Bros.': 'Brothers',
  'Esq.': 'Esquire',
  '&c.': 'et cetera',
  'et al.': 'et ahl',
  'Hwy.': 'Highway',
  'Pkwy.': 'Parkway',
  'Sq.': 'Square'
};

/** Only before a number. */
const beforeNumber: Record<string, string> = {
  'No.': 'number',
  'no.': 'number',
  'Nos.': 'numbers',
  'nos.': 'numbers',
  'Vol.': 'volume',
  'vol.': 'volume',
  'Ch.': 'chapter',
  'ch.': 'chapter',
  'Fig.': 'figure',
  'fig.': 'figure',
  'p.': 'page',
  'pp.': 'pages',
  '#': 'number',
  '№': 'number',
  '§': 'section',
  'Apt.': 'apartment',
  'apt.': 'apartment',
  'Ext.': 'extension',
  'ext.': 'extension',
  'Rm.': 'room',
  'Pt.': 'part',
  'pt.': 'part',
  'Bk.': 'book',
  'Art.': 'article',
  'Sec.': 'section',
  'c.': 'circa',
  'ca.': 'circa',
  'Tues.': 'Tuesday',
  'Wed.': 'Wednesday',
  'Thurs.': 'Thursday',
  'Fri.': 'Friday',
  'Mar.': 'March',
  'Apr.': 'April',
  'Jun.': 'June',
  'Jul.': 'July'
};

/** A capitalised word before "St." or "Dr." that is no street's name. */
const notAName =
  /^(?:A|An|And|As|At|But|By|For|From|If|In|Near|Of|On|Or|Our|So|That|The|Then|This|To|When|Where|While|With)$/;

/** Titles that the British spell in their own way. */
const british: Record<string, string> = { Honorable: 'Honourable' };

/** Writes out abbreviations, and drops the dots after initials. Runs before numbers are turned into words. */
export function expandAbbreviations(text: Traced, dialect: Dialect): Traced {
  const written = (word: string) => (dialect === 'british' ? (british[word] ?? word) : word);
  return text
    .replace(pattern(beforeNumber, '\\s*(?=\\d)'), (_, short: string) => `${beforeNumber[short]} `)
    .replace(pattern(words), (_, short: string) => written(words[short] ?? short))
    .replace(pattern(lastWords), (found, short: string, at: number, whole: string) => {
      const long = lastWords[short] ?? short;
      return endsSentence(whole, at + found.length) ? `${long}.` : long;
    })
    .replace(/\b(?:AD|BCE?|CE)\b(?= \d)|(?<=\d )(?:AD|BCE?|CE)\b/g, (era: string) => [...era].join(' '))
    .replace(/\bv(?=\d+\.\d)/g, 'version ')
    .replace(/(?:\b(\w+) )?\b(St|Dr)\.(?=(\s+\p{Lu})?)/gu, titleOrStreet)
    .replace(
      /(?<=\d)(\s?)([ap])\.?\s?m\b(\.?)/gi,
      (found, _: string, half: string, dot: string, at: number, whole: string) =>
        ` ${half.toLowerCase()}.m${dot && endsSentence(whole, at + found.length) ? '.' : ''}`
    )
    .replace(/(?<![\p{L}.])((?:\p{Lu}\.)+\p{Lu})\.(?!\s*$|\p{Lu})/gu, (_, initials: string) => initials)
    .replace(/(?<=(?:^|\s)\p{Lu})\.(?=\s+\p{Lu})/gu, '');
}

/** Any of the table's keys, not inside a word. */
function pattern(table: Record<string, string>, after = ''): RegExp {
  const keys = Object.keys(table).map((key) => key.replaceAll('.', '\\.'));
  return new RegExp(`(?<![\\p{L}\\p{N}.])(${keys.join('|')})${after}`, 'gu');
}

/** Whether a sentence seems to end at a place: the text ends here, or a capital letter follows. */
export function endsSentence(text: string, at: number): boolean {
  return /^["'”’)\]]*(?:\s*$|\s+["'“‘(]*\p{Lu})/u.test(text.slice(at));
}

/** "St. Louis" is a saint and "Main St." a street; "Dr. Jones" is a doctor and "Hill Dr." a drive. */
function titleOrStreet(
  found: string,
  before: string | undefined,
  short: string,
  capital: string | undefined,
  at: number,
  whole: string
): string {
  const afterName = before !== undefined && /^\p{Lu}/u.test(before) && !notAName.test(before);
  const start = before === undefined ? '' : `${before} `;
  if (!afterName && (capital !== undefined || short === 'Dr'))
    return start + (short === 'St' ? 'Saint' : 'Doctor');
  const dot = endsSentence(whole, at + found.length) ? '.' : '';
  return start + (short === 'St' ? 'Street' : 'Drive') + dot;
}
