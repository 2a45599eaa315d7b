import { DeviceLostError, OwnvoiceError } from '../errors';
import type { DeviceWatch } from '../model/backend';

/**
 * Does work on the current backend, and ends it when the graphics card goes away or fails.
 * @throws DeviceLostError
 */
export async function onDevice<T>(device: DeviceWatch, work: () => Promise<T>): Promise<T> {
  try {
    const result = await Promise.race([work(), device.lost]);
    return device.isLost() ? await device.lost : result;
  } catch (error) {
    if (!device.isGraphicsCard) throw error;
    // The work of a lost card fails in many ways, often before the browser tells of the loss.
    await Promise.race([device.lost, new Promise((told) => setTimeout(told, 1000))]);
    if (error instanceof OwnvoiceError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new DeviceLostError(`The graphics card failed while it computed (${reason}).`, { cause: error });
  }
}
