/** Units as they are written behind a number, and how they are said. */

/** A number as it is written: grouped with commas, plain, or with only a fraction. A part of a pattern. */
export const written = '\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?|\\.\\d+';

export interface Unit {
  one: string;
  many: string;
}

const plain: Record<string, string> = {
  km: 'kilometer',
  m: 'meter',
  cm: 'centimeter',
  mm: 'millimeter',
  µm: 'micrometer',
  μm: 'micrometer',
  nm: 'nanometer',
  mi: 'mile',
  yd: 'yard',
  yds: 'yard',
  kg: 'kilogram',
  g: 'gram',
  mg: 'milligram',
  µg: 'microgram',
  μg: 'microgram',
  mcg: 'microgram',
  lb: 'pound',
  lbs: 'pound',
  oz: 'ounce',
  l: 'liter',
  L: 'liter',
  ml: 'milliliter',
  mL: 'milliliter',
  cl: 'centiliter',
  dl: 'deciliter',
  gal: 'gallon',
  qt: 'quart',
  tsp: 'teaspoon',
  tbsp: 'tablespoon',
  ha: 'hectare',
  ms: 'millisecond',
  s: 'second',
  sec: 'second',
  secs: 'second',
  min: 'minute',
  mins: 'minute',
  h: 'hour',
  hr: 'hour',
  hrs: 'hour',
  yrs: 'year',
  KB: 'kilobyte',
  kB: 'kilobyte',
  MB: 'megabyte',
  GB: 'gigabyte',
  TB: 'terabyte',
  W: 'watt',
  kW: 'kilowatt',
  MW: 'megawatt',
  V: 'volt',
  kV: 'kilovolt',
  mA: 'milliampere',
  Ω: 'ohm',
  J: 'joule',
  kJ: 'kilojoule',
  cal: 'calorie',
  kcal: 'kilocalorie',
  dB: 'decibel',
  Pa: 'pascal',
  kPa: 'kilopascal',
  hPa: 'hectopascal',
  px: 'pixel'
};

const irregular: Record<string, [one: string, many: string]> = {
  in: ['inch', 'inches'],
  ft: ['foot', 'feet'],
  Hz: ['hertz', 'hertz'],
  kHz: ['kilohertz', 'kilohertz'],
  MHz: ['megahertz', 'megahertz'],
  GHz: ['gigahertz', 'gigahertz'],
  mph: ['mile per hour', 'miles per hour'],
  'km/h': ['kilometer per hour', 'kilometers per hour'],
  kmh: ['kilometer per hour', 'kilometers per hour'],
  'm/s': ['meter per second', 'meters per second'],
  rpm: ['revolution per minute', 'revolutions per minute'],
  bpm: ['beat per minute', 'beats per minute'],
  fps: ['frame per second', 'frames per second'],
  mpg: ['mile per gallon', 'miles per gallon'],
  kbps: ['kilobit per second', 'kilobits per second'],
  Mbps: ['megabit per second', 'megabits per second'],
  Gbps: ['gigabit per second', 'gigabits per second'],
  kWh: ['kilowatt hour', 'kilowatt hours'],
  mAh: ['milliampere hour', 'milliampere hours'],
  psi: ['pound per square inch', 'pounds per square inch'],
  hp: ['horsepower', 'horsepower'],
  'm²': ['square meter', 'square meters'],
  m2: ['square meter', 'square meters'],
  'km²': ['square kilometer', 'square kilometers'],
  km2: ['square kilometer', 'square kilometers'],
  'cm²': ['square centimeter', 'square centimeters'],
  'm³': ['cubic meter', 'cubic meters'],
  m3: ['cubic meter', 'cubic meters'],
  'cm³': ['cubic centimeter', 'cubic centimeters'],
  'sq ft': ['square foot', 'square feet'],
  'sq mi': ['square mile', 'square miles'],
  'sq m': ['square meter', 'square meters'],
  'fl oz': ['fluid ounce', 'fluid ounces'],
  '°C': ['degree Celsius', 'degrees Celsius'],
  '°F': ['degree Fahrenheit', 'degrees Fahrenheit'],
  '°': ['degree', 'degrees']
};

export const units: Record<string, Unit> = Object.fromEntries([
  ...Object.entries(plain).map(([sign, name]) => [sign, { one: name, many: `${name}s` }] as const),
  ...Object.entries(irregular).map(([sign, [one, many]]) => [sign, { one, many }] as const)
]);

/** All of them, the longest first, as a part of a pattern. "In" is a word but with a dot, "s" in decades as well. */
export const unitNames = Object.keys(units)
  .sort((a, b) => b.length - a.length)
  .map((name) => (name === 'in' ? 'in(?=\\.)' : name === 's' ? '(?<=\\s)s' : name))
  .join('|');
