import type { AlertKind } from './alert.ts';

/** Two soft notes each, in Hz: up when done, the same when you are asked, down when it failed. */
const tunes: Readonly<Record<AlertKind, readonly [number, number]>> = {
  done: [523.25, 783.99],
  'needs-you': [659.25, 659.25],
  failed: [440, 329.63],
};

/** Seconds between the notes, and how long one of them sounds. */
const step = 0.16;
const length = 0.32;
const loudness = 0.07;
/** A browser that lets nothing sound before the first click never answers; in ms. */
const patience = 1_000;

let context: AudioContext | undefined;
/** Notes that still sound; when there is none the loudspeaker is let go. */
let sounding = 0;

/** Plays the tune of a kind. Resolves to false where the browser lets nothing sound. */
export async function play(kind: AlertKind): Promise<boolean> {
  try {
    context ??= new AudioContext();
    if (!(await awake(context))) return false;
    const begin = context.currentTime + 0.02;
    for (const [number, frequency] of tunes[kind].entries()) note(context, frequency, begin + number * step);
    return true;
  } catch {
    return false;
  }
}

async function awake(audio: AudioContext): Promise<boolean> {
  if (audio.state !== 'running') await Promise.race([audio.resume(), new Promise((done) => setTimeout(done, patience))]);
  return audio.state === 'running';
}

function note(audio: AudioContext, frequency: number, at: number): void {
  const tone = new OscillatorNode(audio, { type: 'sine', frequency });
  const volume = new GainNode(audio, { gain: 0 });
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(loudness, at + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + length);
  tone.connect(volume).connect(audio.destination);
  tone.start(at);
  tone.stop(at + length);
  sounding += 1;
  tone.onended = () => {
    sounding -= 1;
    if (sounding === 0) void audio.suspend();
  };
}
