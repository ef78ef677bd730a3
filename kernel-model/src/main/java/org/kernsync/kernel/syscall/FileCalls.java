package org.kernsync.kernel.syscall;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.kernsync.kernel.fs.CacheFs;
import org.kernsync.kernel.fs.FileTable;
import org.kernsync.kernel.fs.OpenFile;
import org.kernsync.kernel.fs.Pipe;
import org.kernsync.kernel.fs.PipeFs;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;

/** The system calls that take or make descriptors: open, read, write, close, pipe. */
final class FileCalls {
  private static final int CHUNK = 1 << 16;
  private static final int PATH_MAX = 256;

  private final Scheduler scheduler;
  private final PipeFs pipes;
  private final CacheFs files;

  FileCalls(Scheduler scheduler, CacheFs files) {
    this.scheduler = scheduler;
    this.files = files;
    pipes = new PipeFs(scheduler);
  }

  private static OpenFile fileOf(UserThread thread, long fd) {
    return thread.task().files() instanceof FileTable table ? table.get(fd) : null;
  }

  /** The table of the task, made on first use. */
  private static FileTable tableOf(Task task) {
    if (task.files() instanceof FileTable table) {
      return table;
    }
    FileTable made = new FileTable();
    task.setResources(task.mm(), made, task.fs(), task.signal());
    return made;
  }

  long pipe(UserThread thread, UserContext arguments) {
    FileTable table = tableOf(thread.task());
    Pipe pipe = pipes.create();
    int reads = table.install(pipe.readEnd());
    int writes = reads < 0 ? -1 : table.install(pipe.writeEnd());
    if (writes < 0) {
      dropEnd(table, reads, pipe.readEnd());
      pipe.writeEnd().put();
      return -Errno.EMFILE;
    }
    long address = arguments.get(1);
    if (address < 0
        || address % Long.BYTES != 0
        || address > thread.memory().size() - 2 * Long.BYTES) {
      table.close(reads);
      table.close(writes);
      return -Errno.EFAULT;
    }
    thread.memory().store(address, reads);
    thread.memory().store(address + Long.BYTES, writes);
    return 0;
  }

  long open(UserThread thread, UserContext arguments) {
    byte[] path = new byte[PATH_MAX];
    int left = thread.memory().copyFromUser(path, arguments.get(1));
    int length = 0;
    while (length < PATH_MAX - left && path[length] != 0) {
      length++;
    }
    if (length == PATH_MAX - left) {
      return left > 0 ? -Errno.EFAULT : -Errno.ENAMETOOLONG;
    }
    OpenFile file = files.open(new String(path, 0, length, StandardCharsets.UTF_8));
    int fd = tableOf(thread.task()).install(file);
    if (fd < 0) {
      file.put();
      return -Errno.EMFILE;
    }
    return fd;
  }

  private static void dropEnd(FileTable table, int fd, OpenFile end) {
    if (fd < 0) {
      end.put();
    } else {
      table.close(fd);
    }
  }

  long close(UserThread thread, UserContext arguments) {
    boolean closed =
        thread.task().files() instanceof FileTable table && table.close(arguments.get(1));
    return closed ? 0 : -Errno.EBADF;
  }

  long read(UserThread thread, UserContext arguments) {
    OpenFile file = fileOf(thread, arguments.get(1));
    if (file == null) {
      return -Errno.EBADF;
    }
    byte[] chunk = new byte[(int) Math.min(CHUNK, Math.max(0, arguments.get(3)))];
    long result = file.read(thread.task(), chunk);
    file.put();
    if (result <= 0) {
      return result;
    }
    byte[] part = result == chunk.length ? chunk : Arrays.copyOf(chunk, (int) result);
    int left = thread.memory().copyToUser(arguments.get(2), part);
    return left == part.length ? -Errno.EFAULT : part.length - left;
  }

  long write(UserThread thread, UserContext arguments) {
    boolean swallows = arguments.get(1) == Nr.NULL_DEVICE;
    OpenFile file = swallows ? null : fileOf(thread, arguments.get(1));
    if (!swallows && file == null) {
      return -Errno.EBADF;
    }
    long written = write(thread, file, arguments.get(2), arguments.get(3));
    if (file != null) {
      file.put();
    }
    return written;
  }

  /** Writes chunk by chunk; an error counts only where no byte was written before. */
  private long write(UserThread thread, OpenFile file, long address, long bytes) {
    byte[] chunk = new byte[(int) Math.min(CHUNK, Math.max(0, bytes))];
    long written = 0;
    while (written < bytes) {
      int wanted = (int) Math.min(chunk.length, bytes - written);
      byte[] part = wanted == chunk.length ? chunk : new byte[wanted];
      int left = thread.memory().copyFromUser(part, address + written);
      if (left > 0 && file != null) {
        part = Arrays.copyOf(part, wanted - left);
      }
      long result = file == null ? wanted - left : file.write(thread.task(), part);
      if (result < 0) {
        return written == 0 ? result : written;
      }
      written += result;
      if (left > 0) {
        return written == 0 ? -Errno.EFAULT : written;
      }
      if (result < wanted) {
        return written;
      }
      scheduler.condResched(thread.task());
      if (thread.task().signals().isFatalPending()) {
        return written == 0 ? -Errno.EINTR : written;
      }
    }
    return written;
  }

  void checkAtRest(Consumer<String> report) {
    pipes.checkAtRest(report);
  }
}
