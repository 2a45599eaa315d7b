/** The sentence of an error, from here or from a worker; a browser's own errors get their name in front. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'QuotaExceededError')
    return 'The browser has no more room for this page. “This device” shows what takes it: delete something there, or free some space on the disk, and try again.';
  return error.message || error.name;
}
