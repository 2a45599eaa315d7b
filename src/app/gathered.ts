/**
 * A reading that many changes ask for: calls that come while it reads are gathered into one more reading. Each call
 * resolves when a reading is done that began after it.
 */
export function gathered(read: () => Promise<void>): () => Promise<void> {
  let stale = false;
  let reading: Promise<void> | null = null;
  const readAll = async () => {
    try {
      while (stale) {
        stale = false;
        await read();
      }
    } finally {
      reading = null;
    }
  };
  return () => {
    stale = true;
    return (reading ??= readAll());
  };
}
