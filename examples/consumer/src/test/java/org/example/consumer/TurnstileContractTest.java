package org.example.consumer;

import org.kernsync.stress.contract.LockUnderTest;
import org.kernsync.stress.contract.MutualExclusionContract;

/** Ours does what every lock must do. */
class TurnstileContractTest extends MutualExclusionContract {
  @Override
  protected LockUnderTest newLock() {
    Turnstile turnstile = new Turnstile();
    return LockUnderTest.of(turnstile::lock, turnstile::unlock, turnstile::tryLock);
  }
}
