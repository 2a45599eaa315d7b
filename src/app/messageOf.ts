/** The sentence of an error, from here or from a worker; a browser's own errors get their name in front. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'QuotaExceededError')
    return 'The browser has no more room for this page. Free some space on the disk or delete a dataset, then try again.';
  return error.message || error.name;
}
