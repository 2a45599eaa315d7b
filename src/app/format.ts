/** How numbers are written on screen: one way each. */

/** Seconds as `4.2 s`, `3 min 20 s` or `1 h 05 min`. */
export function duration(seconds: number): string {
  if (seconds < 59.5) return `${seconds < 9.95 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** A guessed time, rounded to what a guess can promise: `about 3 min`. */
export function roughly(seconds: number): string {
  if (seconds < 10) return 'a few seconds';
  if (seconds < 90) return `about ${Math.round(seconds / 10) * 10} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `about ${minutes} min`;
  return `about ${(minutes / 60).toFixed(1)} h`;
}

/** Time left: `about 3 min left`. */
export function timeLeft(seconds: number): string {
  return `${roughly(seconds)} left`;
}

/** Seconds as `m:ss`, for players. */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** Minutes of speech with one decimal. */
export function minutes(seconds: number): string {
  return (seconds / 60).toFixed(1);
}

/** Bytes as `23 bytes`, `640 kB`, `12.5 MB` or `1.2 GB`. */
export function bytes(count: number): string {
  if (count < 1e3) return plural(count, 'byte');
  if (count < 1e6) return `${Math.round(count / 1e3)} kB`;
  if (count < 1e9) return `${(count / 1e6).toFixed(1)} MB`;
  return `${(count / 1e9).toFixed(1)} GB`;
}

/** Day and time in the reader's own way of writing them. */
export function day(milliseconds: number): string {
  return new Date(milliseconds).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** `1 clip`, `3 clips`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
