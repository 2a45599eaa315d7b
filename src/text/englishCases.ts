/**
 * Written English and how it is read: [written, American], and British where that differs. In the groups of the
 * things that text is made of.
 */
export const englishCases: Record<string, [written: string, american: string, british?: string][]> = {
  money: [
    ['He paid $5.5M for it.', 'He paid five point five million dollars for it.'],
    ['a $5 bill', 'a five dollar bill'],
    ['a $5 million house', 'a five million dollar house'],
    ['$3/day', 'three dollars per day'],
    ['It costs 5 €.', 'It costs five euros.'],
    ['USD 20', 'twenty US dollars'],
    ['20 USD', 'twenty US dollars'],
    ['£4.99', 'four pounds and ninety-nine pence'],
    ['50p each', 'fifty p each', 'fifty pence each'],
    ['₹500', 'five hundred rupees'],
    ['CHF 1,200.50', 'one thousand two hundred Swiss francs and fifty centimes'],
    ['US$5bn', 'five billion dollars'],
    ['$10k–$20k', 'ten thousand dollars to twenty thousand dollars'],
    ['$0.05', 'five cents'],
    ['99¢', 'ninety-nine cents'],
    ['€2.50/h', 'two euros and fifty cents per hour']
  ],
  numbers: [
    ['1 000 000 people', 'one million people'],
    ['10 000 steps', 'ten thousand steps'],
    ['12,500', 'twelve thousand five hundred'],
    ['1.5 million', 'one point five million'],
    ['0.05', 'zero point zero five'],
    ['1,001', 'one thousand one', 'one thousand and one'],
    ['115', 'one hundred fifteen', 'one hundred and fifteen'],
    ['90210', 'ninety thousand two hundred ten', 'ninety thousand two hundred and ten'],
    ['2.0', 'two point zero'],
    ['MP3', 'MP three'],
    ['COVID-19', 'COVID-nineteen'],
    ['B2B', 'B two B'],
    ['iPhone 15', 'iPhone fifteen'],
    ['v1.2.3', 'version one point two point three'],
    ['5,5', 'five, five'],
    ['H₂O', 'H two O']
  ],
  ordinals: [
    ['2nd', 'second'],
    ['22nd', 'twenty-second'],
    ['103rd', 'one hundred third', 'one hundred and third'],
    ['the 112th floor', 'the one hundred twelfth floor', 'the one hundred and twelfth floor']
  ],
  fractions: [
    ['3/4', 'three quarters'],
    ['2 1/2', 'two and one half'],
    ['7/8', 'seven eighths'],
    ['9/10', 'nine tenths'],
    ['5/16', 'five sixteenths'],
    ['¼ cup', 'one quarter cup'],
    ['⅔', 'two thirds'],
    ['1/2 kg', 'one half kilogram'],
    ['2 1/2 kg', 'two and one half kilograms'],
    ['24/7', 'twenty-four seven'],
    ['50/50', 'fifty fifty'],
    ['9/11', 'nine eleven']
  ],
  dates: [
    ['3/4/2025', 'March fourth, twenty twenty-five', 'the third of April, twenty twenty-five'],
    [
      '31/12/2024',
      'December thirty-first, twenty twenty-four',
      'the thirty-first of December, twenty twenty-four'
    ],
    ['3.4.2025', 'April third, twenty twenty-five', 'the third of April, twenty twenty-five'],
    ['12/25/99', 'December twenty-fifth, ninety-nine', 'the twenty-fifth of December, ninety-nine'],
    ['3 March 2025', 'the third of March twenty twenty-five'],
    ['March 3, 2025', 'March third, twenty twenty-five', 'March the third, twenty twenty-five'],
    ['3rd of March', 'the third of March'],
    ['Mar 3, 2025', 'March third, twenty twenty-five', 'March the third, twenty twenty-five'],
    ['Mon 3 May', 'Monday the third of May'],
    ['Mon, May 3', 'Monday, May third', 'Monday, May the third'],
    ['25 Dec. 2020 was cold', 'the twenty-fifth of December twenty twenty was cold'],
    ['the 3rd of May', 'the third of May'],
    [
      '2024-05-06T10:30',
      'May sixth, twenty twenty-four at ten thirty',
      'the sixth of May, twenty twenty-four at ten thirty'
    ],
    ['Tues. 4 June', 'Tuesday the fourth of June'],
    [
      '1999-2003',
      'nineteen ninety-nine to two thousand three',
      'nineteen ninety-nine to two thousand and three'
    ],
    ['in 2010', 'in twenty ten'],
    ['in 2005', 'in two thousand five', 'in two thousand and five'],
    ['in 1066', 'in ten sixty-six'],
    ["the '60s", 'the sixties'],
    ['the 1800s', 'the eighteen hundreds'],
    ['in his 30s', 'in his thirties'],
    ['AD 79', 'A D seventy-nine'],
    ['800 BC', 'eight hundred B C']
  ],
  times: [
    ['10:30am', 'ten thirty a.m'],
    ['10.30am', 'ten thirty a.m'],
    ['at 9 AM', 'at nine a.m'],
    ['9am–5pm', 'nine a.m to five p.m'],
    ['10:30–11:45', 'ten thirty to eleven forty-five'],
    ['13:00', 'thirteen hundred'],
    ['12:00 p.m.', 'twelve p.m.'],
    ['7:05:09', 'seven oh five and nine seconds'],
    ['5:00 pm EST', 'five p.m EST']
  ],
  units: [
    ['3.5kg', 'three point five kilograms'],
    ['100 km/h', 'one hundred kilometers per hour', 'one hundred kilometres per hour'],
    ['5 m²', 'five square meters', 'five square metres'],
    ['20 sq ft', 'twenty square feet'],
    ['5\'10"', 'five feet ten inches'],
    ['37°N', 'thirty-seven degrees north'],
    ['0.5%', 'zero point five percent'],
    ['5 kWh', 'five kilowatt hours'],
    ['16 GB of RAM', 'sixteen gigabytes of RAM'],
    ['100 Mbps', 'one hundred megabits per second'],
    ['440 Hz', 'four hundred forty hertz', 'four hundred and forty hertz'],
    ['8 fl oz', 'eight fluid ounces'],
    ['10 s', 'ten seconds'],
    ['2 h 30 min', 'two hours thirty minutes'],
    ['12V', 'twelve volts'],
    ['3 x 4', 'three by four'],
    ['2x faster', 'two times faster'],
    ['10^6', 'ten to the power of six'],
    ['x²', 'x squared'],
    ['10⁻³', 'ten to the power of minus three'],
    ['a 5-km run', 'a five kilometer run', 'a five kilometre run'],
    ['10 mg/kg', 'ten milligrams per kilogram'],
    ['5 g/l', 'five grams per liter', 'five grams per litre'],
    ['5 lb 3 oz', 'five pounds three ounces']
  ],
  signs: [
    ['±5', 'plus or minus five'],
    ['~5 kg', 'about five kilograms'],
    ['<5%', 'less than five percent'],
    ['>100', 'more than one hundred'],
    ['≥18', 'at least eighteen'],
    ['5+ years', 'five plus years'],
    ['+5', 'plus five'],
    ['2 + 2 = 4', 'two plus two equals four'],
    ['5 - 3 = 2', 'five minus three equals two'],
    ['x < y', 'x is less than y'],
    ['§ 5', 'section five'],
    ['№ 5', 'number five']
  ],
  telephone: [
    ['call 911', 'call nine one one'],
    ['555-123-4567', 'five five five, one two three, four five six seven'],
    ['(555) 123-4567', 'five five five, one two three, four five six seven'],
    ['+1 (555) 123-4567', 'plus one, five five five, one two three, four five six seven'],
    [
      '+44 20 7946 0958',
      'plus four four, two zero, seven nine four six, zero nine five eight',
      'plus four four, two oh, seven nine four six, oh nine five eight'
    ],
    [
      '020 7946 0958',
      'zero two zero, seven nine four six, zero nine five eight',
      'oh two oh, seven nine four six, oh nine five eight'
    ],
    [
      '07700 900123',
      'zero seven seven zero zero, nine zero zero one two three',
      'oh seven seven oh oh, nine oh oh one two three'
    ],
    [
      '1-800-555-0199',
      'one, eight zero zero, five five five, zero one nine nine',
      'one, eight oh oh, five five five, oh one nine nine'
    ]
  ],
  'Roman numerals': [
    ['Henry VIII', 'Henry the eighth'],
    ['Elizabeth II', 'Elizabeth the second'],
    ['Louis XIV of France', 'Louis the fourteenth of France'],
    ['Charles I was tried', 'Charles the first was tried'],
    ['Chapter IV', 'Chapter four'],
    ['World War II', 'World War two'],
    ['WWII', 'World War Two'],
    ['Part III', 'Part three'],
    ['the XIX century', 'the nineteenth century'],
    ['MCMXCIV', 'nineteen ninety-four'],
    ['Act V, Scene ii', 'Act five, Scene two'],
    ['I think so', 'I think so'],
    ['Vitamin C', 'Vitamin C']
  ],
  abbreviations: [
    ['Prof. Jones', 'Professor Jones'],
    ['Acme Inc. grew', 'Acme Incorporated grew'],
    ['Apt. 4', 'apartment four'],
    ['ext. 12', 'extension twelve'],
    ['c. 1850', 'circa eighteen fifty'],
    ['Ph.D.', 'P H D'],
    ['a.k.a. Bob', 'also known as Bob'],
    ['w/o sugar', 'without sugar'],
    ['Gen. Lee', 'General Lee'],
    ['the Hon. Judge', 'the Honorable Judge', 'the Honourable Judge'],
    ['U.S.A.', 'U.S.A.'],
    ['pp. 3–5', 'pages three to five'],
    ['vs. them', 'versus them'],
    ['AT&T', 'AT and T'],
    ['he/she', 'he or she'],
    ['and/or', 'and or']
  ],
  addresses: [
    ['jane.doe@example.com', 'jane dot doe at example dot com'],
    ['a_b@mail.co.uk', 'a b at mail dot C O dot U K'],
    ['https://example.com/about', 'example dot com slash about'],
    ['www.example.org', 'W W W dot example dot org'],
    ['visit bbc.co.uk today', 'visit bbc dot C O dot U K today'],
    ['http://x.org/a-b?c=1', 'x dot org slash a dash b question mark c equals one'],
    ['metadata.csv', 'metadata dot csv']
  ],
  tags: [
    ['#HelloWorld', 'hashtag Hello World'],
    ['#voice2025', 'hashtag voice two thousand twenty-five', 'hashtag voice two thousand and twenty-five'],
    ['@jane_doe', 'at jane doe'],
    ['meet @ noon', 'meet at noon']
  ],
  emoji: [
    ['I am happy 😀', 'I am happy grinning face'],
    ['😂😂😂', 'face with tears of joy'],
    ['👍🏽', 'thumbs up'],
    ['🇩🇪', 'flag of Germany'],
    ['❤️', 'red heart'],
    ['👨‍👩‍👧', 'family man, woman, girl'],
    ['🫠', 'melting face'],
    [':-)', 'smile']
  ],
  'Markdown and HTML': [
    ['# A title', 'A title'],
    ['**bold** text', 'bold text'],
    ['*so* and _so_', 'so and so'],
    ['`code` here', 'code here'],
    ['[a link](https://x.org/y)', 'a link'],
    ['- a point', 'a point'],
    ['- [x] done', 'done'],
    ['> quoted', 'quoted'],
    ['~~gone~~', 'gone'],
    ['snake_case', 'snake case'],
    ['---', ''],
    ['| a | b |', 'a, b'],
    ['|---|---|', ''],
    ['See note.[3]', 'See note.'],
    ['<b>bold</b>', 'bold'],
    ['a • b', 'a, b']
  ],
  quotes: [
    ['“Quoted,” she said.', 'Quoted, she said.'],
    ['‘single’', "'single'"],
    ['«guillemets»', 'guillemets'],
    ['He said "no".', 'He said no.']
  ]
};
