/**
 * Asks the device to stay awake: one that falls asleep trains nothing. The browser lets go when the page is hidden, so
 * it is asked again when the page is shown; not every browser, nor a low battery, allows to ask. Ends with the
 * returned function.
 */
export function keepAwake(): () => void {
  let lock: Promise<WakeLockSentinel | null> | undefined;
  const ask = () => {
    if (document.visibilityState !== 'visible') return;
    lock = navigator.wakeLock?.request('screen').catch(() => null);
  };
  document.addEventListener('visibilitychange', ask);
  ask();
  return () => {
    document.removeEventListener('visibilitychange', ask);
    void lock?.then((held) => held?.release());
  };
}
