package org.kernsync.docs;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.Set;
import javax.lang.model.element.TypeElement;

/**
 * Finds the fields that a {@code VarHandle} reaches, by the calls that make one: the name of the
 * field is a literal among the arguments, and its class one too, or the class that the call is in.
 */
final class HandledFields extends TreePathScanner<Void, Void> {
  private final Trees trees;
  private final Set<String> fields;
  private final Set<String> arrays;

  HandledFields(Trees trees, Set<String> fields, Set<String> arrays) {
    this.trees = trees;
    this.fields = fields;
    this.arrays = arrays;
  }

  @Override
  public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
    var type = trees.getTypeMirror(getCurrentPath());
    if (type != null && type.toString().equals("java.lang.invoke.VarHandle")) {
      String owner = null;
      String name = null;
      boolean array = call.getMethodSelect().toString().endsWith("arrayElementVarHandle");
      for (ExpressionTree argument : call.getArguments()) {
        if (argument instanceof LiteralTree literal && literal.getValue() instanceof String text) {
          name = text;
        } else if (argument instanceof MemberSelectTree select
            && select.getIdentifier().contentEquals("class")
            && owner == null) {
          owner = typeOf(new TreePath(getCurrentPath(), select.getExpression()), select);
        }
      }
      if (array && owner != null) {
        arrays.add(enclosing() + " " + owner);
      } else if (name != null) {
        fields.add((owner == null || !owner.contains(".") ? enclosing() : owner) + "." + name);
        fields.add(enclosing() + "." + name);
      }
    }
    return super.visitMethodInvocation(call, nothing);
  }

  private String typeOf(TreePath path, MemberSelectTree select) {
    var type = trees.getTypeMirror(path);
    return type == null ? select.getExpression().toString() : type.toString();
  }

  private String enclosing() {
    TreePath path = getCurrentPath();
    while (!(path.getLeaf() instanceof ClassTree)) {
      path = path.getParentPath();
    }
    return ((TypeElement) trees.getElement(path)).getQualifiedName().toString();
  }
}
