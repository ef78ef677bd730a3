/** A program that depends on the library by its module name. */
module org.example.consumer {
  requires org.kernsync.primitives;

  exports org.example.consumer;
}
