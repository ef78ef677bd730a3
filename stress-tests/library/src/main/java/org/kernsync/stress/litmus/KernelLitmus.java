package org.kernsync.stress.litmus;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a jcstress test that stands for a litmus test of the Linux kernel. There is exactly one for
 * each of the 47.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface KernelLitmus {
  /**
   * How the kernel calls it.
   *
   * @return the name of the file, without {@code .litmus}
   */
  String name();

  /**
   * What the kernel says.
   *
   * @return the verdict
   */
  KernelVerdict verdict();
}
