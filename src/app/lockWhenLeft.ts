import { ownvoice } from './ownvoice';

const storageKey = 'ownvoice-touched';
/** ms between two looks at the time */
const interval = 10_000;

/** Locks the app when no page of it was touched for as long as was chosen. @param busy what must not be cut off */
export function lockWhenLeft(busy: () => boolean): void {
  const touched = () => localStorage.setItem(storageKey, String(Date.now()));
  touched();
  addEventListener('pointerdown', touched, { passive: true });
  addEventListener('keydown', touched);
  setInterval(() => {
    if (busy()) touched();
    else void lockIfLeft();
  }, interval);
}

async function lockIfLeft(): Promise<void> {
  const { set, locked, autoLock } = await ownvoice.lock.state();
  if (!set || locked || autoLock === null) return;
  const since = Date.now() - Number(localStorage.getItem(storageKey));
  if (since < autoLock * 60_000) return;
  await ownvoice.lock.lock();
  location.reload();
}
