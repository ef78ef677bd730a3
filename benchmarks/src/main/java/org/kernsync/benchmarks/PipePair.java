package org.kernsync.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.concurrent.Future;

/** Two platform threads on one core that send one byte to and fro through two pipes. */
final class PipePair implements SwitchPair {
  private final PinnedThread first = new PinnedThread();
  private final PinnedThread second = new PinnedThread();
  private final Pipe there = Pipe.open();
  private final Pipe back = Pipe.open();

  PipePair() throws IOException {}

  @Override
  public void run(int switches) throws Exception {
    int rounds = switches / 2;
    Future<Void> one = first.submit(() -> serve(rounds));
    Future<Void> other = second.submit(() -> answer(rounds));
    one.get();
    other.get();
  }

  private Void serve(int rounds) throws IOException {
    ByteBuffer ball = ByteBuffer.allocateDirect(1);
    for (int i = 0; i < rounds; i++) {
      there.sink().write(ball.clear());
      receive(back, ball);
    }
    return null;
  }

  private Void answer(int rounds) throws IOException {
    ByteBuffer ball = ByteBuffer.allocateDirect(1);
    for (int i = 0; i < rounds; i++) {
      receive(there, ball);
      back.sink().write(ball.clear());
    }
    return null;
  }

  private static void receive(Pipe pipe, ByteBuffer ball) throws IOException {
    if (pipe.source().read(ball.clear()) != 1) {
      throw new EOFException("the partner closed its pipe");
    }
  }

  @Override
  public void close() throws IOException {
    first.close();
    second.close();
    there.sink().close();
    there.source().close();
    back.sink().close();
    back.source().close();
  }
}
