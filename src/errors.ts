/**
 * Errors that a person may see. The message says what was expected, what came and what to do.
 * Names are spelled out because minified class names say nothing, and because they cross workers as text.
 */
export class OwnvoiceError extends Error {
  override name = 'OwnvoiceError';
}

/** A file is not what its name or its place promises (not audio, truncated, empty, of another program). */
export class BadFileError extends OwnvoiceError {
  override name = 'BadFileError';
}

/** A number or text typed by a person is outside what is allowed. */
export class InvalidInputError extends OwnvoiceError {
  override name = 'InvalidInputError';
}

/** A dataset holds nothing that can be trained on. */
export class NothingToTrainError extends OwnvoiceError {
  override name = 'NothingToTrainError';
}

/** A clip cannot be trained on (too short, silent, ...); the message is the reason. */
export class UnusableClipError extends OwnvoiceError {
  override name = 'UnusableClipError';
}

/** Something could not be stored: there is no room for it, or the browser closed the store. */
export class NotStoredError extends OwnvoiceError {
  override name = 'NotStoredError';
}

/** Something that was named is not in the store. */
export class NotFoundError extends OwnvoiceError {
  override name = 'NotFoundError';
}

/** A finished voice failed its own self-test and is not offered. */
export class SelfTestError extends OwnvoiceError {
  override name = 'SelfTestError';
}

/** A run's loss is no longer a number: its weights are lost, and its last checkpoint is not. */
export class DivergedError extends OwnvoiceError {
  override name = 'DivergedError';
}

/** The graphics card, or the browser's access to it, went away while it computed. */
export class DeviceLostError extends OwnvoiceError {
  override name = 'DeviceLostError';
}

/** This browser or device lacks something that the work needs. */
export class UnsupportedError extends OwnvoiceError {
  override name = 'UnsupportedError';
}

/** The decoder of recordings broke down and must be started anew. */
export class DecoderCrashError extends OwnvoiceError {
  override name = 'DecoderCrashError';
}

/** A worker broke down, or was ended before its work was done. */
export class WorkerError extends OwnvoiceError {
  override name = 'WorkerError';
}

/** What is on this device is locked by a passphrase, and this page does not have its key. */
export class LockedError extends OwnvoiceError {
  override name = 'LockedError';
}
