/** Lets a worker's graphics cards go away so many ms after they were asked for: `?after=` in its address. */
const after = Number(new URL(self.location.href).searchParams.get('after'));

const requestDevice = GPUAdapter.prototype.requestDevice;
GPUAdapter.prototype.requestDevice = async function (descriptor) {
  const device = await requestDevice.call(this, descriptor);
  setTimeout(() => device.destroy(), after);
  return device;
};

const getContext = OffscreenCanvas.prototype.getContext;
OffscreenCanvas.prototype.getContext = function (
  this: OffscreenCanvas,
  ...given: Parameters<typeof getContext>
) {
  const context = getContext.apply(this, given);
  if (context instanceof WebGL2RenderingContext)
    setTimeout(() => context.getExtension('WEBGL_lose_context')?.loseContext(), after);
  return context;
} as typeof getContext;

export {};
