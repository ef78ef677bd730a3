package org.kernsync.rcu;

/** The ways to read, for tests that hold for each of them. */
enum ReadSide {
  AUTOMATIC {
    @Override
    Reader open(Rcu rcu) {
      return new Reader() {
        @Override
        public void enter() {
          rcu.readLock();
        }

        @Override
        public void exit() {
          rcu.readUnlock();
        }

        @Override
        public void close() {}
      };
    }
  },

  HANDLE {
    @Override
    Reader open(Rcu rcu) {
      RcuReader handle = rcu.register();
      return new Reader() {
        @Override
        public void enter() {
          handle.readLock();
        }

        @Override
        public void exit() {
          handle.readUnlock();
        }

        @Override
        public void close() {
          handle.close();
        }
      };
    }
  },

  TOKEN {
    @Override
    Reader open(Rcu rcu) {
      return new Reader() {
        private long token;

        @Override
        public void enter() {
          token = rcu.readEnter();
        }

        @Override
        public void exit() {
          rcu.readExit(token);
        }

        @Override
        public void close() {}
      };
    }
  };

  /** One thread's reading, of one section at a time. */
  interface Reader extends AutoCloseable {
    void enter();

    void exit();

    @Override
    void close();
  }

  /** For the calling thread. */
  abstract Reader open(Rcu rcu);

  /** Reading with tokens. */
  static Reader of(Srcu srcu) {
    return new Reader() {
      private long token;

      @Override
      public void enter() {
        token = srcu.readLock();
      }

      @Override
      public void exit() {
        srcu.readUnlock(token);
      }

      @Override
      public void close() {}
    };
  }

  /** Reading with quiescent states; offline now and then. */
  static Reader of(QsbrRcu qsbr) {
    QsbrReader reader = qsbr.register();
    return new Reader() {
      private int sections;

      @Override
      public void enter() {
        reader.online();
        reader.readLock();
      }

      @Override
      public void exit() {
        reader.readUnlock();
        if (++sections % 4 == 0) {
          reader.offline();
        } else {
          reader.quiescent();
        }
      }

      @Override
      public void close() {
        reader.close();
      }
    };
  }
}
