import { describe, expect, it } from 'vitest';
import { normalise, normaliseIn } from './normalise';

const cases: [string, string][] = [
  // money
  ['$3.50', 'three dollars and fifty cents'],
  ['$1', 'one dollar'],
  ['$0.99', 'ninety-nine cents'],
  ['$1.01', 'one dollar and one cent'],
  ['£2,500.00', 'two thousand five hundred pounds'],
  ['€5m', 'five million euros'],
  ['$1.5 billion', 'one point five billion dollars'],
  ['$5-$10', 'five dollars to ten dollars'],
  ['50¢', 'fifty cents'],
  // whole numbers, decimals, signs
  ['2,000,000', 'two million'],
  ['1,984 people', 'one thousand nine hundred eighty-four people'],
  ['0', 'zero'],
  ['101', 'one hundred one'],
  ['3.14', 'three point one four'],
  ['.5', 'point five'],
  ['-5 degrees', 'minus five degrees'],
  ['007', 'zero zero seven'],
  [
    '12345678901234567',
    'one two three four five six seven eight nine zero one two three four five six seven'
  ],
  ['version 1.2.3', 'version one point two point three'],
  ['MP3 and 4K', 'MP three and four K'],
  ['10-15', 'ten to fifteen'],
  ['a 3:1 lead', 'a three to one lead'],
  ['call 555-1234', 'call five five five, one two three four'],
  ['1/2 and 2 3/4', 'one half and two and three quarters'],
  ['2½ cups', 'two and one half cups'],
  // years and dates
  ['1984', 'nineteen eighty-four'],
  ['in 1905.', 'in nineteen oh five.'],
  ['1900', 'nineteen hundred'],
  ['2000', 'two thousand'],
  ['2005', 'two thousand five'],
  ['2024', 'twenty twenty-four'],
  ['the 1980s', 'the nineteen eighties'],
  ["the '90s", 'the nineties'],
  ['1914–1918', 'nineteen fourteen to nineteen eighteen'],
  ['May 3, 1984', 'May third, nineteen eighty-four'],
  ['on 3 May', 'on the third of May'],
  ['2024-05-06', 'May sixth, twenty twenty-four'],
  // ordinals
  ['3rd', 'third'],
  ['the 21st, 12th and 100th', 'the twenty-first, twelfth and one hundredth'],
  ['the 20th century', 'the twentieth century'],
  // times
  ['10:45', 'ten forty-five'],
  ['at 10:05', 'at ten oh five'],
  ['at 9:00', "at nine o'clock"],
  ['at 9:00 a.m. today', 'at nine a.m today'],
  ['by 5pm.', 'by five p.m.'],
  // percent and units
  ['50%', 'fifty percent'],
  ['3.5 %', 'three point five percent'],
  ['5–10%', 'five to ten percent'],
  ['1 km', 'one kilometer'],
  ['2.5kg of rice', 'two point five kilograms of rice'],
  ['60 mph', 'sixty miles per hour'],
  ['20 °C', 'twenty degrees Celsius'],
  ['1,500 m', 'one thousand five hundred meters'],
  ['6 ft. tall', 'six feet tall'],
  ['He is 6 ft. 2 in. tall.', 'He is six feet two inches tall.'],
  ['5 lbs., or so', 'five pounds, or so'],
  ['It weighs 5 kg. He carried it 3 km.', 'It weighs five kilograms. He carried it three kilometers.'],
  // minus
  ['-5°C', 'minus five degrees Celsius'],
  ['at -5 km, (-1 km)', 'at minus five kilometers, , minus one kilometer,'],
  ['-$5 and −US$3.50', 'minus five dollars and minus three dollars and fifty cents'],
  ['-3%', 'minus three percent'],
  ['-.5 and -1/2', 'minus point five and minus one half'],
  ['-5–10 °C', 'minus five to ten degrees Celsius'],
  ['5%-10%', 'five percent to ten percent'],
  ['5°-10°', 'five degrees to ten degrees'],
  ['COVID-19', 'COVID-nineteen'],
  ['two--5 at most', 'two, five at most'],
  // abbreviations
  ['Dr. Smith', 'Doctor Smith'],
  ['12 Hill Dr.', 'twelve Hill Drive.'],
  ['St. Louis', 'Saint Louis'],
  ['In St. Louis', 'In Saint Louis'],
  ['on Main St.', 'on Main Street.'],
  ['on Main St. today', 'on Main Street today'],
  ['No. 5', 'number five'],
  ['No. That is wrong.', 'No. That is wrong.'],
  ['#7', 'number seven'],
  ['Mr. and Mrs. Lee', 'Mister and Missus Lee'],
  ['Messrs. Longman', 'Messers Longman'],
  ['as, e.g., that', 'as, for example, that'],
  ['pens, ink, etc.', 'pens, ink, et cetera.'],
  ['pens, etc. were', 'pens, et cetera were'],
  ['the U.S. Army', 'the U.S Army'],
  ['the U.S.', 'the U.S.'],
  ['J. K. Rowling', 'J K Rowling'],
  ['Sept. 11', 'September eleventh'],
  // marks
  ['salt & pepper', 'salt and pepper'],
  ['one (two) three', 'one , two, three'],
  ['one—two -- three', 'one, two , three'],
  ['“yes” [sic]', 'yes sic'],
  ['it’s…', "it's."],
  ['a\u00a0b\tc\u0007d', 'a b c d']
];

describe('normalisation', () => {
  it.each(cases)('reads %j as %j', (written, spoken) => {
    expect(normalise(written)).toBe(spoken);
  });

  it('leaves no digit behind, whatever the digits touch', () => {
    const odd =
      '1 22 333 4a b5 6-7 8/9 10:99 1.2.3.4 12,34 5,6 $7x 8%9 1st2 ½3 00 1e9 #1 £1.234 99:99:99 1900s1';
    expect(normalise(odd)).not.toMatch(/\d/);
  });

  it('leaves plain sentences as they are', () => {
    const sentence = "Why, the fourteen fifty-five Bible; isn't it fine? I am sure: yes!";
    expect(normalise(sentence)).toBe(sentence);
  });

  it('is done in time that grows with the text only', () => {
    const started = performance.now();
    normalise('1,2.3-4:5 '.repeat(20_000));
    normalise('1'.repeat(200_000));
    normalise('A.'.repeat(50_000));
    normalise(' '.repeat(100_000) + 'x');
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('normalisation of punctuation alone', () => {
  it.each([
    ['Sie sagte: „Ja.“ »Nein«', 'Sie sagte: Ja. Nein'],
    ['L’élève (le petit) — dit : « Non… »', "L'élève , le petit, , dit : Non."],
    ['¿Qué? ¡No! “Hola” ‹sí›', '¿Qué? ¡No! Hola sí'],
    ['你好，世界。「好」？', '你好, 世界. 好?'],
    ['نعم، لا؟ كلا؛', 'نعم, لا? كلا;'],
    ['नमस्ते। आप', 'नमस्ते. आप'],
    ['25% von 1.000 € um 7:30', '25% von 1.000 € um 7:30'],
    ['e\u0301t\u00e9\u00a0!', 'été !']
  ])('reads %j as %j', (written, spoken) => {
    expect(normaliseIn('de', written)).toBe(spoken);
  });
});
