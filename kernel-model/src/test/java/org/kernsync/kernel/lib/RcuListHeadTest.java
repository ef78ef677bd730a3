package org.kernsync.kernel.lib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RcuListHeadTest {
  private final RcuListHead<String> list = RcuListHead.list();
  private final RcuListHead<String> one = RcuListHead.node("one");
  private final RcuListHead<String> two = RcuListHead.node("two");
  private final RcuListHead<String> three = RcuListHead.node("three");

  private List<String> content() {
    List<String> seen = new ArrayList<>();
    list.forEach(seen::add);
    return seen;
  }

  private void addAll() {
    list.addTail(one);
    list.addTail(two);
    list.addTail(three);
  }

  /** Nodes stand in the order of their coming; the first, one between and the last can leave. */
  @Test
  void addTailAndDel_anywhere_keepsTheRestInOrder() {
    assertThat(list.first()).isNull();
    addAll();
    assertThat(content()).containsExactly("one", "two", "three");
    assertThat(list.first()).isEqualTo("one");
    two.del();
    assertThat(content()).containsExactly("one", "three");
    assertThat(two.isListed()).isFalse();
    one.del();
    assertThat(content()).containsExactly("three");
    three.del();
    assertThat(content()).isEmpty();
    assertThat(list.first()).isNull();
  }

  /** Who stands on nodes that leave, one after the other, comes back to the list. */
  @Test
  void next_ofNodesThatLeft_leadsBack() {
    addAll();
    one.del();
    two.del();
    assertThat(one.next()).isSameAs(two);
    assertThat(two.next()).isSameAs(three);
    assertThat(three.next()).isSameAs(list);
  }

  /** Who stands on a node that was freed is told, with the object's name. */
  @Test
  void next_ofAFreedNode_throws() {
    addAll();
    two.del();
    two.free();
    assertThatThrownBy(two::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("freed")
        .hasMessageContaining("two");
    assertThat(content()).containsExactly("one", "three");
  }

  /** Misuse throws and changes nothing. */
  @Test
  void misuse_throws() {
    list.addTail(one);
    assertThatThrownBy(() -> list.addTail(one)).hasMessageContaining("on a list before");
    assertThatThrownBy(one::free).hasMessageContaining("while it is on a list");
    assertThatThrownBy(two::del).hasMessageContaining("on no list");
    one.del();
    assertThatThrownBy(one::del).hasMessageContaining("on no list");
    assertThatThrownBy(() -> list.addTail(one)).hasMessageContaining("on a list before");
    assertThat(content()).isEmpty();
  }
}
