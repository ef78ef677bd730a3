package org.kernsync.docs;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;

/** Finds the accesses of one source, its methods, and who calls whom. */
final class AccessScanner extends TreePathScanner<Void, Void> {
  private static final Set<Tree.Kind> SINGLE =
      EnumSet.of(Tree.Kind.EXPRESSION_STATEMENT, Tree.Kind.RETURN, Tree.Kind.VARIABLE);

  private final Trees trees;
  private final CompilationUnitTree unit;
  private final String file;
  private final Set<String> fields;
  private final Set<String> arrays;
  private final OrderedSources into;

  AccessScanner(
      Trees trees,
      CompilationUnitTree unit,
      Set<String> fields,
      Set<String> arrays,
      OrderedSources into) {
    this.trees = trees;
    this.unit = unit;
    String uri = unit.getSourceFile().toUri().getPath();
    file = uri.substring(1);
    this.fields = fields;
    this.arrays = arrays;
    this.into = into;
  }

  @Override
  public Void visitClass(ClassTree tree, Void nothing) {
    if (trees.getElement(getCurrentPath()) instanceof TypeElement type) {
      Set<String> kin = new LinkedHashSet<>();
      addAbove(type, kin);
      for (Element at = type; at instanceof TypeElement outer; at = at.getEnclosingElement()) {
        addAbove(outer, kin);
      }
      for (Tree other : unit.getTypeDecls()) {
        if (trees.getElement(new TreePath(new TreePath(unit), other)) instanceof TypeElement same) {
          addNested(same, kin);
        }
      }
      into.kin.put(name(type), kin);
    }
    return super.visitClass(tree, nothing);
  }

  private static void addNested(TypeElement type, Set<String> kin) {
    kin.add(name(type));
    for (Element member : type.getEnclosedElements()) {
      if (member instanceof TypeElement nested) {
        addNested(nested, kin);
      }
    }
  }

  /** The class, those above it and its interfaces. */
  private static void addAbove(TypeElement type, Set<String> kin) {
    kin.add(name(type));
    type.getInterfaces()
        .forEach(each -> addAbove((TypeElement) ((DeclaredType) each).asElement(), kin));
    if (type.getSuperclass() instanceof DeclaredType above) {
      addAbove((TypeElement) above.asElement(), kin);
    }
  }

  private static String name(TypeElement type) {
    String name = type.getQualifiedName().toString();
    return name.isEmpty() ? "." + type : name;
  }

  @Override
  public Void visitMethod(MethodTree tree, Void nothing) {
    if (trees.getElement(getCurrentPath()) instanceof ExecutableElement method) {
      SourceMethod source = source(method);
      into.methods.add(source);
      if (!method.getModifiers().contains(Modifier.PUBLIC)) {
        into.hidden.add(source);
      }
      if (tree.getBody() != null
          && tree.getBody().getStatements().size() == 1
          && SINGLE.contains(tree.getBody().getStatements().get(0).getKind())
          && method.getKind() == ElementKind.METHOD
          && !method.getModifiers().contains(Modifier.PUBLIC)) {
        into.singles.add(source);
      }
    }
    return super.visitMethod(tree, nothing);
  }

  @Override
  public Void visitMethodInvocation(MethodInvocationTree tree, Void nothing) {
    if (trees.getElement(getCurrentPath()) instanceof ExecutableElement method
        && method.getEnclosingElement() instanceof TypeElement type) {
      String owner = type.getQualifiedName().toString();
      String name = method.getSimpleName().toString();
      if (owner.equals("java.lang.invoke.VarHandle")) {
        if (!name.startsWith("with")) {
          boolean plain = name.equals("get") || name.equals("set");
          access(tree, plain ? OrderingMode.PLAIN : OrderingMode.ofAtomicMethod(name));
        }
      } else if (owner.startsWith("java.util.concurrent.atomic.")) {
        if (!name.equals("toString")) {
          access(tree, OrderingMode.ofAtomicMethod(name));
        }
      } else if (owner.endsWith(".HeavyFence")) {
        if (!name.equals("available")) {
          access(tree, name.equals("light") ? OrderingMode.LIGHT : OrderingMode.HEAVY);
        }
      } else if (owner.endsWith(".FullyOrdered")
          && (name.equals("before") || name.equals("after"))) {
        access(tree, OrderingMode.FULL);
      } else if (owner.endsWith(".MemoryBarriers") && !name.equals("fenceMode")) {
        access(tree, barrier(name));
      } else {
        into.calls.add(new OrderedSources.Call(place(), source(method), lineOf(tree)));
      }
    }
    return super.visitMethodInvocation(tree, nothing);
  }

  private static OrderingMode barrier(String name) {
    return switch (name) {
      case "lightMb" -> OrderingMode.LIGHT;
      case "heavyMb" -> OrderingMode.HEAVY;
      case "rmb" -> OrderingMode.LOAD_LOAD;
      case "wmb" -> OrderingMode.STORE_STORE;
      case "acquireFence", "acquireAfterControlDependency", "condLoadAcquire" ->
          OrderingMode.ACQUIRE_FENCE;
      case "releaseFence" -> OrderingMode.RELEASE_FENCE;
      case "condLoadRelaxed" -> OrderingMode.OPAQUE;
      default -> OrderingMode.FULL;
    };
  }

  @Override
  public Void visitIdentifier(IdentifierTree tree, Void nothing) {
    field(tree);
    return super.visitIdentifier(tree, nothing);
  }

  @Override
  public Void visitMemberSelect(MemberSelectTree tree, Void nothing) {
    field(tree);
    return super.visitMemberSelect(tree, nothing);
  }

  private void field(ExpressionTree tree) {
    Element element = trees.getElement(getCurrentPath());
    if (element != null
        && element.getKind() == ElementKind.FIELD
        && element.getEnclosingElement() instanceof TypeElement owner) {
      if (element.getModifiers().contains(Modifier.VOLATILE)) {
        access(tree, OrderingMode.VOLATILE);
      } else if (fields.contains(owner.getQualifiedName() + "." + element.getSimpleName())) {
        access(tree, OrderingMode.PLAIN);
      }
    }
  }

  @Override
  public Void visitArrayAccess(ArrayAccessTree tree, Void nothing) {
    TypeMirror array = trees.getTypeMirror(new TreePath(getCurrentPath(), tree.getExpression()));
    String type = ((TypeElement) enclosingType()).getQualifiedName().toString();
    if (array != null && arrays.contains(type + " " + array)) {
      access(tree, OrderingMode.PLAIN);
    }
    return super.visitArrayAccess(tree, nothing);
  }

  private Element enclosingType() {
    TreePath path = getCurrentPath();
    while (!(path.getLeaf() instanceof ClassTree)) {
      path = path.getParentPath();
    }
    return trees.getElement(path);
  }

  private void access(Tree tree, OrderingMode mode) {
    String what = tree.toString().replaceAll("\\s+", " ");
    into.accesses.add(new OrderedAccess(place(), lineOf(tree), mode, what));
  }

  private OrderingPlace place() {
    TreePath statement = statement();
    return new OrderingPlace(file, headBegin(statement), headEnd(statement), enclosingMethod());
  }

  /** The statement, or the member of a class, that the current tree is in. */
  private TreePath statement() {
    TreePath path = getCurrentPath();
    while (true) {
      Tree leaf = path.getLeaf();
      Tree above = path.getParentPath().getLeaf();
      if (leaf instanceof StatementTree
          && !(leaf instanceof BlockTree)
          && !(above instanceof ForLoopTree loop && loop.getStatement() != leaf)
          && !(above instanceof TryTree)) {
        return path;
      }
      if (above instanceof ClassTree || leaf instanceof CaseTree) {
        return path;
      }
      path = path.getParentPath();
    }
  }

  /** The first line of a statement; the head of a loop that ends in it is its last line. */
  private int headBegin(TreePath statement) {
    return statement.getLeaf() instanceof DoWhileLoopTree loop
        ? lineOf(loop.getCondition())
        : lineOf(statement.getLeaf());
  }

  /** The last line of a statement, or of its head, if it has a body. */
  private int headEnd(TreePath statement) {
    Tree tree = statement.getLeaf();
    if (tree instanceof IfTree branch) {
      return lineOf(branch.getThenStatement())
          - (branch.getThenStatement() instanceof BlockTree ? 0 : 1);
    } else if (tree instanceof WhileLoopTree loop) {
      return lineOf(loop.getStatement());
    } else if (tree instanceof ForLoopTree loop) {
      return lineOf(loop.getStatement());
    } else if (tree instanceof EnhancedForLoopTree loop) {
      return lineOf(loop.getStatement());
    } else if (tree instanceof SwitchTree choice) {
      return lastLineOf(choice.getExpression());
    } else if (tree instanceof SynchronizedTree section) {
      return lineOf(section.getBlock());
    } else if (tree instanceof TryTree section) {
      return lineOf(section.getBlock());
    } else if (tree instanceof CaseTree) {
      return lineOf(tree);
    } else if (tree instanceof DoWhileLoopTree loop) {
      return lastLineOf(loop);
    }
    return lastLineOf(tree);
  }

  private SourceMethod enclosingMethod() {
    TreePath path = getCurrentPath();
    while (true) {
      Tree leaf = path.getLeaf();
      Element element = leaf instanceof MethodTree ? trees.getElement(path) : null;
      if (element instanceof ExecutableElement method && !inAnonymous(path)) {
        return source(method);
      }
      if (leaf instanceof ClassTree && path.getParentPath().getLeaf() instanceof CompilationUnitTree
          || leaf instanceof VariableTree && path.getParentPath().getLeaf() instanceof ClassTree) {
        TypeElement type = (TypeElement) enclosingType();
        return new SourceMethod(name(type), type.getSimpleName().toString());
      }
      path = path.getParentPath();
    }
  }

  private boolean inAnonymous(TreePath method) {
    return method.getParentPath().getLeaf() instanceof ClassTree type
        && type.getSimpleName().contentEquals("");
  }

  private static SourceMethod source(ExecutableElement method) {
    TypeElement type = (TypeElement) method.getEnclosingElement();
    String name =
        method.getKind() == ElementKind.CONSTRUCTOR
            ? type.getSimpleName().toString()
            : method.getSimpleName().toString();
    return new SourceMethod(name(type), name);
  }

  private int lineOf(Tree tree) {
    return (int)
        unit.getLineMap().getLineNumber(trees.getSourcePositions().getStartPosition(unit, tree));
  }

  private int lastLineOf(Tree tree) {
    long end = trees.getSourcePositions().getEndPosition(unit, tree);
    return end < 0 ? lineOf(tree) : (int) unit.getLineMap().getLineNumber(end - 1);
  }
}
