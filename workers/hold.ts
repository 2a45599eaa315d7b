/** Takes a Web Lock and keeps it as long as this worker lives. Resolves when it has it. */
export function hold(name: string): Promise<void> {
  return new Promise((taken, fail) => {
    navigator.locks
      .request(name, () => {
        taken();
        return new Promise<never>(() => undefined);
      })
      .catch(fail);
  });
}
