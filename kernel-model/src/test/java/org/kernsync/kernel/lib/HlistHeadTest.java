package org.kernsync.kernel.lib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.lib.HlistHead.Node;

class HlistHeadTest {
  private final HlistHead<String> list = new HlistHead<>();
  private final HlistHead<String> other = new HlistHead<>();
  private final Node<String> a = new Node<>("a");
  private final Node<String> b = new Node<>("b");
  private final Node<String> c = new Node<>("c");

  private static String names(HlistHead<String> head) {
    StringBuilder names = new StringBuilder();
    head.forEachSafe(
        name -> {
          assertThat(names.length()).as("a list without an end").isLessThan(100);
          names.append(name);
        });
    return names.toString();
  }

  /** Nodes are added at the front, before and behind others. */
  @Test
  void add_anywhere_keepsOrder() {
    assertThat(list.isEmpty()).isTrue();
    assertThatThrownBy(() -> a.addBefore(b)).isInstanceOf(IllegalStateException.class);
    list.addHead(a);
    assertThat(list.isEmpty()).isFalse();
    assertThat(a.isSingular(list)).isTrue();
    assertThat(a.isSingular(other)).isFalse();
    a.addBefore(b);
    a.addBehind(c);
    assertThat(names(list)).isEqualTo("bac");
    assertThatThrownBy(() -> a.addBefore(c)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> a.addBehind(b)).isInstanceOf(IllegalStateException.class);
    assertThat(names(list)).isEqualTo("bac");
    assertThat(a.isSingular(list)).isFalse();
    assertThat(list.first()).isSameAs(b);
    assertThat(b.isSingular(list)).isFalse();
    assertThat(b.next().owner()).isEqualTo("a");
  }

  /** Nodes leave from the front, the middle and the end, and may come again. */
  @Test
  void del_anywhere_unhashes() {
    list.addHead(c);
    list.addHead(b);
    list.addHead(a);
    b.del();
    assertThat(names(list)).isEqualTo("ac");
    assertThat(b.isUnhashed()).isTrue();
    assertThat(b.next()).isNull();
    a.delInit();
    a.delInit();
    assertThat(names(list)).isEqualTo("c");
    c.addBehind(a);
    c.del();
    a.del();
    assertThat(list.isEmpty()).isTrue();
    assertThatThrownBy(a::del).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> a.addBehind(b)).isInstanceOf(IllegalStateException.class);
  }

  /** All nodes move to another list, and can leave that. */
  @Test
  void moveTo_anEmptyList_movesAll() {
    list.addHead(b);
    list.addHead(a);
    list.moveTo(other);
    assertThat(list.isEmpty()).isTrue();
    assertThat(names(other)).isEqualTo("ab");
    list.moveTo(list);
    assertThatThrownBy(() -> list.moveTo(other)).isInstanceOf(IllegalStateException.class);
    a.del();
    assertThat(names(other)).isEqualTo("b");
    assertThatThrownBy(() -> list.addHead(b)).isInstanceOf(IllegalStateException.class);
  }

  /** A visitor may delete the one it is given: the rest is visited all the same. */
  @Test
  void forEachSafe_visitorDeletes_visitsAll() {
    List<Node<String>> nodes = List.of(a, b, c);
    nodes.forEach(list::addHead);
    StringBuilder visited = new StringBuilder();
    list.forEachSafe(
        name -> {
          visited.append(name);
          nodes.get("abc".indexOf(name)).del();
        });
    assertThat(visited).hasToString("cba");
    assertThat(list.isEmpty()).isTrue();
  }

  /** Whatever is done, the list holds what an array list holds. */
  @Test
  void randomOperations_againstAnArrayList_agree() {
    List<Node<String>> nodes = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      nodes.add(new Node<>("" + i));
    }
    List<Node<String>> model = new ArrayList<>();
    Random random = new Random(3);
    for (int step = 0; step < 20_000; step++) {
      Node<String> node = nodes.get(random.nextInt(nodes.size()));
      if (!node.isUnhashed()) {
        node.del();
        model.remove(node);
      } else if (model.isEmpty() || random.nextInt(3) == 0) {
        list.addHead(node);
        model.addFirst(node);
      } else {
        int at = random.nextInt(model.size());
        boolean behind = random.nextBoolean();
        if (behind) {
          model.get(at).addBehind(node);
        } else {
          model.get(at).addBefore(node);
        }
        model.add(behind ? at + 1 : at, node);
      }
      StringBuilder expected = new StringBuilder();
      model.forEach(each -> expected.append(each.owner()));
      assertThat(names(list)).as("after step %d", step).isEqualTo(expected.toString());
    }
  }
}
