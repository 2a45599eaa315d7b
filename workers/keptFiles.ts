/**
 * The big files of the app (WebAssembly, workers, base voice, sample), in the service worker: loaded once, when one is
 * first needed or in the background, and kept on this device from then on. Small files are precached by Workbox.
 */

/** A file of the app, as the build lists it. */
export interface AppFile {
  /** relative to the service worker */
  url: string;
  /** null where the address has a digest of the content in it */
  revision: string | null;
  /** as it is used, uncompressed */
  bytes: number;
}

/** What a page is told of a big file. */
export interface KeptFile {
  /** absolute address */
  url: string;
  bytes: number;
  /** true when it is on this device */
  kept: boolean;
}

/** How far the loading of a file is that something waits for. */
export interface DownloadNews {
  url: string;
  /** so far, of `bytes` */
  loaded: number;
  bytes: number;
  over: boolean;
}

/** Name of the channel on which every page hears `DownloadNews`. */
export const downloadChannel = 'ownvoice-downloads';
/** A page's request for this: the files with what is kept of them. */
export const listRequest = 'LIST_KEPT_FILES';
/** A request with this header is a page's, which stores files in the background: nobody waits for it. */
export const backgroundHeader = 'Ownvoice-Background';

const cacheName = 'ownvoice-files';
/** ms between two pieces of news of one file */
const newsInterval = 100;
/** bytes from which loading is told about */
const worthTelling = 1_000_000;

interface Loading {
  /** rejects where the file could not be stored */
  stored: Promise<void>;
  /** true once something waits for it */
  awaited: boolean;
}

export class KeptFiles {
  /** by absolute address */
  private readonly files = new Map<string, AppFile>();
  private readonly loading = new Map<string, Loading>();
  private readonly channel = new BroadcastChannel(downloadChannel);

  /** @param base address of the service worker */
  constructor(
    files: readonly AppFile[],
    private readonly base: string
  ) {
    for (const file of files) this.files.set(new URL(file.url, base).href, file);
  }

  /** Whether an address is one of these files'. */
  has(url: string): boolean {
    return this.files.has(url);
  }

  /** What of the files is kept. */
  async list(): Promise<KeptFile[]> {
    const keys = new Set((await (await caches.open(cacheName)).keys()).map(({ url }) => url));
    return [...this.files].map(([url, file]) => ({
      url,
      bytes: file.bytes,
      kept: keys.has(this.keyOf(file))
    }));
  }

  /**
   * Stores every file that is missing, as far as there is room.
   * @throws Error if one cannot be loaded
   */
  async storeAll(): Promise<void> {
    for (const { url, kept } of await this.list())
      if (!kept) await this.respond(new Request(url, { headers: { [backgroundHeader]: 'yes' } }));
  }

  /** Removes what an older version of the app kept. */
  async removeOutdated(): Promise<void> {
    const current = new Set([...this.files.values()].map((file) => this.keyOf(file)));
    const cache = await caches.open(cacheName);
    for (const request of await cache.keys()) if (!current.has(request.url)) await cache.delete(request);
  }

  /** The file, from this device or, the first time, from the network and then kept. */
  async respond(request: Request): Promise<Response> {
    const file = this.files.get(request.url);
    if (!file) return fetch(request);
    const key = this.keyOf(file);
    const cache = await caches.open(cacheName);
    const kept = await cache.match(key);
    if (kept) return kept;
    let loading = this.loading.get(key);
    if (!loading) {
      loading = { stored: Promise.resolve(), awaited: false };
      this.loading.set(key, loading);
      loading.stored = this.store(request.url, file, loading).finally(() => this.loading.delete(key));
    }
    if (!request.headers.has(backgroundHeader)) loading.awaited = true;
    // Without room it is used all the same, and loaded again the next time.
    return loading.stored.then(
      async () => (await cache.match(key)) ?? fetch(request),
      () => fetch(request)
    );
  }

  /** Passes a file on that others keep, and tells how far its loading is. */
  async passOn(request: Request): Promise<Response> {
    const response = await fetch(request);
    const bytes = Number(response.headers.get('Content-Length'));
    if (!response.ok || !response.body || bytes < worthTelling) return response;
    const { status, statusText, headers } = response;
    const body = response.body.pipeThrough(this.counter(request.url, bytes, () => true));
    return new Response(body, { status, statusText, headers });
  }

  private async store(url: string, file: AppFile, loading: Loading): Promise<void> {
    // A name with a digest never changes; any other may be in the browser's own cache from an older version.
    const response = await fetch(url, { cache: file.revision === null ? 'default' : 'no-cache' });
    if (!response.ok || !response.body) throw new Error(`${url}: ${response.status}`);
    const body = response.body.pipeThrough(this.counter(url, file.bytes, () => loading.awaited));
    const headers = new Headers(response.headers);
    headers.delete('Content-Encoding');
    headers.delete('Content-Length');
    await (await caches.open(cacheName)).put(this.keyOf(file), new Response(body, { headers }));
  }

  /** Lets bytes through and tells of them, while somebody waits. */
  private counter(
    url: string,
    bytes: number,
    awaited: () => boolean
  ): TransformStream<Uint8Array, Uint8Array> {
    let loaded = 0;
    let told = 0;
    const tell = (over: boolean) => {
      if (bytes < worthTelling || !(awaited() || (over && told > 0))) return;
      told = Date.now();
      this.channel.postMessage({ url, loaded, bytes, over } satisfies DownloadNews);
    };
    return new TransformStream({
      transform: (chunk, controller) => {
        loaded += chunk.length;
        if (Date.now() - told >= newsInterval) tell(false);
        controller.enqueue(chunk);
      },
      flush: () => tell(true)
    });
  }

  private keyOf({ url, revision }: AppFile): string {
    const key = new URL(url, this.base);
    if (revision !== null) key.searchParams.set('revision', revision);
    return key.href;
  }
}
