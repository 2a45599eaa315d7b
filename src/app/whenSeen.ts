import type { Attachment } from 'svelte/attachments';

const waiting = new WeakMap<Element, () => void>();
let observer: IntersectionObserver | null = null;

/** Calls back once, when the element first comes within a screen's height of being seen. */
export function whenSeen(callback: () => void): Attachment {
  return (element) => {
    observer ??= new IntersectionObserver(
      (entries, observer) => {
        for (const { target, isIntersecting } of entries) {
          if (!isIntersecting) continue;
          observer.unobserve(target);
          waiting.get(target)?.();
        }
      },
      { rootMargin: '50% 0px' }
    );
    waiting.set(element, callback);
    const watching = observer;
    watching.observe(element);
    return () => watching.unobserve(element);
  };
}
