package org.kernsync.kernel.lib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RbTreeTest {
  private static final int OPERATIONS = 4_000;
  private static final int BROKEN = -1;

  private static final class Node extends RbNode {}

  private final RbTree<Node> tree = new RbTree<>();

  private List<Node> inOrder() {
    List<Node> nodes = new ArrayList<>();
    for (Node node = tree.first(); node != null; node = tree.next(node)) {
      nodes.add(node);
    }
    return nodes;
  }

  private Node insert(long key) {
    Node node = new Node();
    tree.insert(node, key);
    return node;
  }

  /**
   * Whatever is inserted and removed, the tree holds what a map of queues holds, in its order, and
   * every path is equally black; also where the keys wrap around.
   */
  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 10, -50})
  void randomOperations_againstMapOfQueues_agree(long origin) {
    TreeMap<Long, ArrayDeque<Node>> model =
        new TreeMap<>(Comparator.comparing(key -> key - origin));
    List<Node> linked = new ArrayList<>();
    Random random = new Random(origin);
    for (int i = 0; i < OPERATIONS; i++) {
      boolean growing = i < OPERATIONS / 2;
      if (linked.isEmpty() || random.nextInt(100) < (growing ? 65 : 35)) {
        long key = origin + random.nextInt(200);
        Node node = insert(key);
        model.computeIfAbsent(key, unused -> new ArrayDeque<>()).add(node);
        linked.add(node);
      } else {
        Node node = linked.remove(random.nextInt(linked.size()));
        tree.remove(node);
        ArrayDeque<Node> queue = model.get(node.key());
        queue.remove(node);
        if (queue.isEmpty()) {
          model.remove(node.key());
        }
        assertThat(node.isLinked()).isFalse();
      }
      assertThat(tree.blackHeight()).as("after operation %d", i).isPositive();
      assertThat(tree.size()).isEqualTo(linked.size());
      Node first = model.isEmpty() ? null : model.firstEntry().getValue().peek();
      assertThat(tree.first()).isSameAs(first);
      if (i % 50 == 0) {
        assertThat(inOrder())
            .containsExactlyElementsOf(
                model.values().stream().flatMap(ArrayDeque::stream).toList());
      }
    }
  }

  /** The height stays logarithmic: 1,000 ascending keys have at most 2 log2(1001) levels. */
  @Test
  void insert_ascendingKeys_staysBalanced() {
    for (int key = 0; key < 1_000; key++) {
      insert(key);
    }
    assertThat(tree.blackHeight()).isBetween(5, 11);
  }

  /** A node that is in a tree cannot be inserted again, one that is in none cannot be removed. */
  @Test
  void misuse_isRefused_andLeavesTheTreeWhole() {
    assertThat(tree.isEmpty()).isTrue();
    Node node = insert(1);
    assertThat(tree.isEmpty()).isFalse();
    assertThat(node.isLinked()).isTrue();
    assertThatThrownBy(() -> tree.insert(node, 2)).isInstanceOf(IllegalStateException.class);
    assertThat(node.key()).isEqualTo(1);
    tree.remove(node);
    assertThatThrownBy(() -> tree.remove(node)).isInstanceOf(IllegalStateException.class);
    assertThat(tree.isEmpty()).isTrue();
    assertThat(tree.first()).isNull();
  }

  /**
   * The oracle of this test sees a red root, a red child of a red node, a missing black node, and a
   * key out of order.
   */
  @Test
  void blackHeight_brokenInvariant_isSeen() {
    List<Node> nodes = new ArrayList<>();
    for (int key = 0; key < 7; key++) {
      nodes.add(insert(key));
    }
    Node root = nodes.stream().filter(node -> node.parent == null).findFirst().orElseThrow();
    Node red = nodes.stream().filter(node -> node.red).findFirst().orElseThrow();
    Node black = nodes.stream().filter(node -> !node.red && node != root).findFirst().orElseThrow();

    root.red = true;
    assertThat(tree.blackHeight()).as("red root").isEqualTo(BROKEN);
    root.red = false;

    red.parent.red = true;
    assertThat(tree.blackHeight()).as("red child of a red node").isEqualTo(BROKEN);
    red.parent.red = false;

    black.red = !black.red;
    assertThat(tree.blackHeight()).as("missing black node").isEqualTo(BROKEN);
    black.red = !black.red;

    root.left.key += 100;
    assertThat(tree.blackHeight()).as("key out of order").isEqualTo(BROKEN);
    root.left.key -= 100;
    assertThat(tree.blackHeight()).isPositive();
  }
}
