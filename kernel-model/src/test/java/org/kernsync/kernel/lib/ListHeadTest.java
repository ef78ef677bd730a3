package org.kernsync.kernel.lib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ideas of the kernel's own tests of its list, one by one, and a random walk over all. */
class ListHeadTest {
  private static final class Item {
    private final String name;
    private final ListHead<Item> link = new ListHead<>(this);

    Item(String name) {
      this.name = name;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private final ListHead<Item> list = new ListHead<>();
  private final ListHead<Item> other = new ListHead<>();
  private final Item a = new Item("a");
  private final Item b = new Item("b");
  private final Item c = new Item("c");
  private final Item d = new Item("d");

  private static void fill(ListHead<Item> head, Item... items) {
    for (Item item : items) {
      head.addTail(item.link);
    }
  }

  /** What is on a list, by its forward links; the backward links must say the same. */
  private static String names(ListHead<Item> head) {
    StringBuilder forward = new StringBuilder();
    head.forEach(item -> append(forward, item));
    StringBuilder backward = new StringBuilder();
    head.forEachReverse(item -> append(backward, item));
    assertThat(backward.reverse().toString()).isEqualTo(forward.toString());
    assertThat(head.count()).isEqualTo(forward.length());
    return forward.toString();
  }

  private static void append(StringBuilder names, Item item) {
    assertThat(names.length()).as("a list without an end").isLessThan(100);
    names.append(item.name);
  }

  // ---- one node

  /** A new list is empty, a new node is on no list. */
  @Test
  void newHead_isAlone() {
    assertThat(list.isEmpty()).isTrue();
    assertThat(list.isEmptyCareful()).isTrue();
    assertThat(list.next()).isSameAs(list);
    assertThat(list.prev()).isSameAs(list);
    assertThat(list.first()).isNull();
    assertThat(list.last()).isNull();
    assertThat(a.link.isEmpty()).isTrue();
    assertThat(a.link.isPoisoned()).isFalse();
    assertThat(a.link.owner()).isSameAs(a);
  }

  /** What is added comes first. */
  @Test
  void add_twoNodes_lastAddedIsFirst() {
    list.add(a.link);
    list.add(b.link);
    assertThat(names(list)).isEqualTo("ba");
    assertThat(list.isEmpty()).isFalse();
    assertThat(list.isEmptyCareful()).isFalse();
    assertThat(list.first()).isSameAs(b);
    assertThat(list.last()).isSameAs(a);
  }

  /** What is added at the tail comes last; on a node, both add beside it. */
  @Test
  void addTail_andBesideANode_keepOrder() {
    fill(list, a, b);
    assertThat(names(list)).isEqualTo("ab");
    a.link.add(c.link);
    b.link.addTail(d.link);
    assertThat(names(list)).isEqualTo("acdb");
  }

  /** A deleted node is poisoned: it throws whatever it is used for, but may be added again. */
  @Test
  void del_poisonsTheNode_untilItIsAddedAgain() {
    fill(list, a, b);
    a.link.del();
    assertThat(names(list)).isEqualTo("b");
    assertThat(a.link.isPoisoned()).isTrue();
    List<Consumer<ListHead<Item>>> uses =
        List.of(
            ListHead::next,
            ListHead::prev,
            ListHead::del,
            ListHead::delInit,
            ListHead::delInitCareful,
            ListHead::isEmpty,
            ListHead::isSingular,
            ListHead::rotateLeft,
            node -> node.add(c.link),
            node -> node.addTail(c.link),
            node -> node.move(list),
            node -> node.moveTail(list),
            node -> node.swap(b.link),
            node -> b.link.swap(node),
            node -> node.replace(c.link),
            node -> list.rotateToFront(node),
            node -> list.cutBefore(other, node),
            node -> list.cutPosition(other, node),
            node -> list.bulkMoveTail(node, node),
            node -> list.splice(node));
    for (Consumer<ListHead<Item>> use : uses) {
      assertThatThrownBy(() -> use.accept(a.link))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("deleted")
          .hasMessageContaining("node of a");
    }
    assertThat(names(list)).isEqualTo("b");
    assertThat(names(other)).isEmpty();
    list.add(a.link);
    assertThat(names(list)).isEqualTo("ab");
  }

  /** A node that is on a list is not added a second time, and the lists stay whole. */
  @Test
  void add_ofANodeOnAList_isRefused() {
    fill(list, a, b);
    assertThatThrownBy(() -> other.add(a.link))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("on a list already");
    assertThatThrownBy(() -> list.addTail(a.link)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> b.link.replace(a.link)).isInstanceOf(IllegalStateException.class);
    assertThat(names(list)).isEqualTo("ab");
    assertThat(names(other)).isEmpty();
  }

  /** After delInit, and its careful form, the node is alone and usable. */
  @Test
  void delInit_leavesTheNodeAlone() {
    fill(list, a, b, c);
    b.link.delInit();
    assertThat(b.link.isEmpty()).isTrue();
    assertThat(b.link.isEmptyCareful()).isTrue();
    a.link.delInitCareful();
    assertThat(a.link.isEmptyCareful()).isTrue();
    assertThat(names(list)).isEqualTo("c");
    c.link.delInitCareful();
    assertThat(list.isEmptyCareful()).isTrue();
  }

  /** A node takes the place of another, which is deleted, or alone. */
  @Test
  void replace_takesThePlace() {
    fill(list, a, b);
    a.link.replace(c.link);
    assertThat(names(list)).isEqualTo("cb");
    assertThat(a.link.isPoisoned()).isTrue();
    b.link.replaceInit(d.link);
    assertThat(names(list)).isEqualTo("cd");
    assertThat(b.link.isEmpty()).isTrue();
    list.replaceInit(other); // a head: the list moves
    assertThat(names(other)).isEqualTo("cd");
    assertThat(list.isEmpty()).isTrue();
    list.replaceInit(a.link);
    assertThat(a.link.isEmpty()).isTrue();
  }

  /** Two nodes exchange their places: apart, side by side either way, and across lists. */
  @Test
  void swap_anyTwoNodes_exchangesThem() {
    fill(list, a, b, c);
    a.link.swap(c.link);
    assertThat(names(list)).isEqualTo("cba");
    c.link.swap(b.link);
    assertThat(names(list)).isEqualTo("bca");
    c.link.swap(b.link);
    assertThat(names(list)).isEqualTo("cba");
    c.link.swap(c.link);
    assertThat(names(list)).isEqualTo("cba");
    fill(other, d);
    d.link.swap(b.link);
    assertThat(names(list)).isEqualTo("cda");
    assertThat(names(other)).isEqualTo("b");
    Item alone = new Item("x");
    assertThatThrownBy(() -> alone.link.swap(a.link)).isInstanceOf(IllegalStateException.class);
    assertThat(names(list)).isEqualTo("cda");
  }

  /** A node moves to the front or the end of another list, or of its own. */
  @Test
  void move_toEitherEnd_ofAnyList() {
    fill(list, a, b);
    fill(other, c);
    a.link.move(other);
    assertThat(names(list) + "|" + names(other)).isEqualTo("b|ac");
    b.link.moveTail(other);
    assertThat(names(list) + "|" + names(other)).isEqualTo("|acb");
    b.link.move(other);
    assertThat(names(other)).isEqualTo("bac");
    b.link.moveTail(other);
    assertThat(names(other)).isEqualTo("acb");
  }

  // ---- many nodes

  /** A part of a list moves to the end of another, and to the end of its own. */
  @Test
  void bulkMoveTail_ofAPart_keepsItsOrder() {
    fill(list, a, b, c);
    fill(other, d);
    other.bulkMoveTail(a.link, b.link);
    assertThat(names(list) + "|" + names(other)).isEqualTo("c|dab");
    other.bulkMoveTail(d.link, a.link);
    assertThat(names(other)).isEqualTo("bda");
    other.bulkMoveTail(b.link, a.link);
    assertThat(names(other)).isEqualTo("bda");
  }

  /** A list turns by one, and to a node. */
  @Test
  void rotate_turnsTheList() {
    list.rotateLeft();
    assertThat(list.isEmpty()).isTrue();
    fill(list, a, b, c, d);
    list.rotateLeft();
    assertThat(names(list)).isEqualTo("bcda");
    list.rotateToFront(d.link);
    assertThat(names(list)).isEqualTo("dabc");
    list.rotateToFront(d.link);
    assertThat(names(list)).isEqualTo("dabc");
  }

  /** The front of a list is cut off behind a node: all, some, or nothing of it. */
  @Test
  void cutPosition_cutsBehindTheNode() {
    fill(list, a, b, c);
    list.cutPosition(other, b.link);
    assertThat(names(other) + "|" + names(list)).isEqualTo("ab|c");
    list.cutPosition(other, list);
    assertThat(names(other) + "|" + names(list)).isEqualTo("|c");
    list.cutPosition(other, c.link);
    assertThat(names(other) + "|" + names(list)).isEqualTo("c|");
    list.cutPosition(other, list);
    assertThat(names(other)).as("an empty list changes nothing").isEqualTo("c");
  }

  /** The front of a list is cut off before a node: all, some, or nothing of it. */
  @Test
  void cutBefore_cutsBeforeTheNode() {
    fill(list, a, b, c);
    list.cutBefore(other, c.link);
    assertThat(names(other) + "|" + names(list)).isEqualTo("ab|c");
    list.cutBefore(other, c.link);
    assertThat(names(other) + "|" + names(list)).isEqualTo("|c");
    list.cutBefore(other, list);
    assertThat(names(other) + "|" + names(list)).isEqualTo("c|");
  }

  /** A list is joined into another at the front or the end; an empty one changes nothing. */
  @Test
  void splice_atEitherEnd_joinsTheLists() {
    fill(list, a, b);
    fill(other, c, d);
    list.splice(other);
    assertThat(names(list)).isEqualTo("cdab");
    assertThat(other.isPoisoned()).isTrue();

    ListHead<Item> third = new ListHead<>();
    third.spliceInit(list);
    assertThat(names(third) + "|" + names(list)).isEqualTo("cdab|");
    Item e = new Item("e");
    fill(list, e);
    list.spliceTailInit(third);
    assertThat(names(list) + "|" + names(third)).isEqualTo("ecdab|");
    third.spliceTail(list);
    assertThat(names(third)).isEqualTo("ecdab");
    assertThat(list.isPoisoned()).isTrue();
    third.splice(new ListHead<>());
    third.spliceTail(new ListHead<>());
    assertThat(names(third)).isEqualTo("ecdab");
    b.link.add(new Item("x").link); // in the middle, too
    ListHead<Item> fourth = new ListHead<>();
    fill(fourth, new Item("y"), new Item("z"));
    e.link.spliceInit(fourth);
    assertThat(names(third)).isEqualTo("eyzcdabx");
  }

  // ---- queries and walks

  /** First, last, singular: of none, one and two. */
  @Test
  void queries_byNumberOfNodes() {
    assertThat(list.isSingular()).isFalse();
    fill(list, a);
    assertThat(list.isSingular()).isTrue();
    assertThat(a.link.isFirst(list) && a.link.isLast(list)).isTrue();
    fill(list, b);
    assertThat(list.isSingular()).isFalse();
    assertThat(a.link.isFirst(list)).isTrue();
    assertThat(a.link.isLast(list)).isFalse();
    assertThat(b.link.isFirst(list)).isFalse();
    assertThat(b.link.isLast(list)).isTrue();
  }

  /** Walks begin at a node or behind it, and go either way. */
  @Test
  void walks_fromAndContinue_visitTheRest() {
    fill(list, a, b, c, d);
    StringBuilder seen = new StringBuilder();
    list.forEachFrom(c.link, seen::append);
    list.forEachContinue(c.link, item -> seen.append('.').append(item));
    list.forEachFromReverse(b.link, item -> seen.append('-').append(item));
    list.forEachContinueReverse(b.link, item -> seen.append('+').append(item));
    list.forEachFrom(list, item -> seen.append("nothing"));
    assertThat(seen.toString()).isEqualTo("cd.d-b-a+a");
  }

  /**
   * The safe walks let the visitor delete or move what it is given; the others say what is wrong.
   */
  @Test
  void safeWalk_visitorDeletes_goesOn() {
    fill(list, a, b, c, d);
    assertThatThrownBy(() -> list.forEach(item -> item.link.del()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("node of a");
    assertThat(names(list)).isEqualTo("bcd");
    StringBuilder seen = new StringBuilder();
    list.forEachSafe(
        item -> {
          seen.append(item);
          if (item == c) {
            item.link.del();
          } else {
            item.link.move(other);
          }
        });
    assertThat(seen.toString()).isEqualTo("bcd");
    assertThat(names(list) + "|" + names(other)).isEqualTo("|db");
    other.forEachSafeReverse(item -> item.link.delInit());
    assertThat(other.isEmpty()).isTrue();
  }

  /** Text says what it is and in which state. */
  @Test
  void toString_namesOwnerAndState() {
    assertThat(list.toString()).isEqualTo("list, alone");
    fill(list, a);
    assertThat(list.toString()).isEqualTo("list");
    assertThat(a.link.toString()).isEqualTo("node of a");
    a.link.del();
    assertThat(a.link.toString()).isEqualTo("node of a, deleted");
  }

  /** A list whose links do not agree is found when a node leaves it. */
  @Test
  void del_inABrokenList_isRefused() {
    fill(list, a, b);
    list.cutBefore(list, list); // onto itself, which nobody checks: loses both
    assertThatThrownBy(() -> a.link.del())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("broken");
  }

  /** Whatever is done to two lists, they hold what two array lists hold. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomOperations_againstArrayLists_agree(long seed) {
    Random random = new Random(seed);
    List<Item> items =
        new ArrayList<>(IntStream.range(0, 8).mapToObj(i -> new Item("" + i)).toList());
    List<ListHead<Item>> heads = List.of(list, other);
    List<List<Item>> models = List.of(new ArrayList<>(), new ArrayList<>());
    for (int step = 0; step < 20_000; step++) {
      int on = random.nextInt(2);
      ListHead<Item> head = heads.get(on);
      List<Item> model = models.get(on);
      ListHead<Item> foreign = heads.get(1 - on);
      List<Item> foreignModel = models.get(1 - on);
      Item item = items.get(random.nextInt(items.size()));
      boolean mine = model.contains(item);
      boolean free = !mine && !foreignModel.contains(item);
      int at = model.indexOf(item);
      switch (random.nextInt(12)) {
        case 0 -> {
          if (free) {
            head.add(item.link);
            model.addFirst(item);
          }
        }
        case 1 -> {
          if (free) {
            head.addTail(item.link);
            model.addLast(item);
          }
        }
        case 2 -> {
          if (mine) {
            item.link.del();
            model.remove(item);
          }
        }
        case 3 -> {
          if (mine) {
            item.link.moveTail(foreign);
            model.remove(item);
            foreignModel.addLast(item);
          }
        }
        case 4 -> {
          if (mine) {
            item.link.move(head);
            model.remove(item);
            model.addFirst(item);
          }
        }
        case 5 -> {
          head.rotateLeft();
          Collections.rotate(model, -1);
        }
        case 6 -> {
          if (mine) {
            head.rotateToFront(item.link);
            Collections.rotate(model, -at);
          }
        }
        case 7 -> {
          if (mine) {
            Item mate = model.get(random.nextInt(model.size()));
            item.link.swap(mate.link);
            Collections.swap(model, at, model.indexOf(mate));
          }
        }
        case 8 -> {
          foreign.spliceInit(head);
          foreignModel.addAll(0, model);
          model.clear();
        }
        case 9 -> {
          foreign.spliceTailInit(head);
          foreignModel.addAll(model);
          model.clear();
        }
        case 10 -> {
          if (mine && foreignModel.isEmpty()) {
            head.cutPosition(foreign, item.link);
            List<Item> front = model.subList(0, at + 1);
            foreignModel.addAll(front);
            front.clear();
          }
        }
        default -> {
          if (mine) {
            int end = at + random.nextInt(model.size() - at);
            foreign.bulkMoveTail(item.link, model.get(end).link);
            List<Item> part = model.subList(at, end + 1);
            foreignModel.addAll(part);
            part.clear();
          }
        }
      }
      for (int i = 0; i < 2; i++) {
        StringBuilder expected = new StringBuilder();
        models.get(i).forEach(expected::append);
        assertThat(names(heads.get(i))).as("after step %d", step).isEqualTo(expected.toString());
      }
    }
  }
}
