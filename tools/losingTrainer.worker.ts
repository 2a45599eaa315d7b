/**
 * The training worker on a graphics card that goes away as soon as the run's progress tells of step `?step=`: what a
 * test starts in its place.
 */
const losing = Number(new URL(self.location.href).searchParams.get('step'));
const lose: (() => void)[] = [];

const requestDevice = GPUAdapter.prototype.requestDevice;
GPUAdapter.prototype.requestDevice = async function (descriptor) {
  const device = await requestDevice.call(this, descriptor);
  lose.push(() => device.destroy());
  return device;
};

const getContext = OffscreenCanvas.prototype.getContext;
OffscreenCanvas.prototype.getContext = function (
  this: OffscreenCanvas,
  ...given: Parameters<typeof getContext>
) {
  const context = getContext.apply(this, given);
  if (context instanceof WebGL2RenderingContext)
    lose.push(() => context.getExtension('WEBGL_lose_context')?.loseContext());
  return context;
} as typeof getContext;

const post = BroadcastChannel.prototype.postMessage;
BroadcastChannel.prototype.postMessage = function (change: {
  written?: { run: { progress: { phase: string; step: number } | null } } | null;
}) {
  post.call(this, change);
  const progress = change.written?.run.progress;
  if (progress?.phase === 'training' && progress.step >= losing) for (const one of lose.splice(0)) one();
};

await import('../workers/train.worker');

export {};
