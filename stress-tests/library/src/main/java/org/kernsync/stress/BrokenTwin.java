package org.kernsync.stress;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a jcstress test as the twin of another: the same test on a broken copy. {@link
 * JcstressRunner} demands that a forbidden outcome of it is seen.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface BrokenTwin {
  /**
   * The fault that the test must notice.
   *
   * @return what is broken, in a few words
   */
  String value();
}
