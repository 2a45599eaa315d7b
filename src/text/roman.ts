/** Roman numerals: of rulers as ordinals, of chapters and the like as numbers, of years as years. */
import { cardinal, ordinal, year, type Dialect } from './numbers';
import type { Traced } from './traced';

const values: Record<string, number> = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 };
const form = /^M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$/;

/** Names that many rulers and popes have borne. */
const rulers =
  'Adrian|Albert|Alexander|Alfonso|Baldwin|Benedict|Boniface|Carl|Carlos|Catherine|Charles|Christian|Clement|Constantine|Darius|David|Edmund|Edward|Elizabeth|Emmanuel|Ethelred|Felipe|Ferdinand|Francis|Frederick|Friedrich|George|Gregory|Gustav|Haakon|Harald|Harold|Henri|Henry|Innocent|Isabella|Ivan|James|John|Juan|Julius|Leo|Leopold|Louis|Margaret|Mary|Mehmed|Michael|Napoleon|Nicholas|Olav|Oscar|Otto|Paul|Pedro|Peter|Philip|Pius|Ptolemy|Ramesses|Richard|Robert|Rudolf|Sixtus|Stephen|Urban|Victor|Wilhelm|William|Xerxes';
/** Words before a number. */
const counted =
  'Act|Appendix|Apollo|Article|Book|Bowl|Canto|Case|Chapter|Class|Figure|Grade|Group|Level|Mark|Part|Phase|Schedule|Scene|Section|Series|Stage|Table|Title|Type|Unit|Vatican|Vol|Volume|War';

/** Writes out Roman numerals where they can be nothing else; a lone I is a word but after these names. */
export function readRoman(text: Traced, dialect: Dialect): Traced {
  if (!/[IVXLCDM]/.test(text.text)) return text;
  const number = (numeral: string) => String(valueOf(numeral));
  return text
    .replace(
      new RegExp(
        `(?<=\\b(?:${rulers}) )(?:[IVX]{2,}|[VX]|I(?=[.,;:!?)]|$| (?:of|was|died|reigned|ruled)\\b))(?![\\w-])`,
        'g'
      ),
      (numeral: string) => (form.test(numeral) ? `the ${ordinal(number(numeral), dialect)}` : numeral)
    )
    .replace(
      new RegExp(`(?<=\\b(?:${counted})\\.? )(?:[IVXLC]+|[ivxlc]+)(?![\\w-]|['’]\\w)`, 'g'),
      (numeral: string) => {
        const capital = numeral.toUpperCase();
        return form.test(capital) ? cardinal(number(capital), dialect) : numeral;
      }
    )
    .replace(/\bWW(?:II|I)\b/g, (war: string) => `World War ${war.length === 4 ? 'Two' : 'One'}`)
    .replace(/\b[IVX]+(?:th)?(?= [Cc]entur(?:y|ies)\b)/g, (numeral: string) => {
      const plain = numeral.replace('th', '');
      return form.test(plain) ? ordinal(number(plain), dialect) : numeral;
    })
    .replace(/(?<![\w.'’&-])[MDCLXVI]{4,}(?![\w'’&-])/g, (numeral: string) => {
      const value = form.test(numeral) ? valueOf(numeral) : 0;
      return value >= 1000 && value < 2200 ? year(String(value), dialect) : numeral;
    })
    .replace(
      /(?<![\w.'’&/-])(?:I{2,3}|I[VX]|VI{1,3}|XI{1,3}|XI?V|XVI{1,3}|XI?X)(?![\w'’&/-]|\.\w)/g,
      (numeral: string) => cardinal(number(numeral), dialect)
    );
}

function valueOf(numeral: string): number {
  let total = 0;
  for (const [i, letter] of [...numeral].entries()) {
    const value = values[letter] ?? 0;
    total += value < (values[numeral[i + 1] ?? ''] ?? 0) ? -value : value;
  }
  return total;
}
