package org.example.consumer;

/** Ours with a fault: an unlock wakes nobody. */
final class SilentTurnstile extends Turnstile {
  @Override
  public void unlock() {
    release();
  }
}
