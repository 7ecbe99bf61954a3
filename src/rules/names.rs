//! The names that expressions of a standard may use, and in which order definitions depend on each other.

use std::collections::HashMap;

use crate::lang::ast::{Expr, ExprKind, Qualifier};
use crate::lang::{Entity, Scope, Slot, Symbol};
use crate::survey::codebook::Codebook;

/// The names of a codebook and of what a rules file defines; a definition takes a field's plain name.
#[derive(Clone, Debug)]
pub struct Names {
    fields: HashMap<(Entity, String), Symbol>,
    defined: HashMap<(Entity, String), Symbol>,
}

impl Names {
    /// The names of the codebook alone.
    pub fn new(codebook: &Codebook) -> Names {
        let mut fields = HashMap::new();
        for entity in [Entity::Household, Entity::Member] {
            for (index, field) in codebook.fields(entity).iter().enumerate() {
                let symbol = Symbol {
                    slot: Slot::Field(index as u16),
                    entity,
                    ty: field.ty.as_type(),
                    range: field.range,
                    declared: Some(format!("{}:{}", codebook.source, field.line)),
                };
                fields.insert((entity, field.id.clone()), symbol);
            }
        }
        Names { fields, defined: HashMap::new() }
    }

    /// Adds a definition.
    pub fn define(&mut self, name: &str, symbol: Symbol) {
        self.defined.insert((symbol.entity, name.to_owned()), symbol);
    }

    /// Whether a definition of that name is known already.
    pub fn defines(&self, entity: Entity, name: &str) -> bool {
        self.defined.contains_key(&(entity, name.to_owned()))
    }

    fn of(&self, entity: Entity, name: &str) -> Option<&Symbol> {
        let key = (entity, name.to_owned());
        self.defined.get(&key).or_else(|| self.fields.get(&key))
    }
}

impl Scope for Names {
    fn lookup(&self, inside: Entity, qualifier: Option<Qualifier>, name: &str) -> Option<Symbol> {
        let symbol = match (qualifier, inside) {
            (Some(Qualifier::Household), _) | (None, Entity::Household) => self.of(Entity::Household, name),
            (Some(Qualifier::Member), Entity::Member) => self.of(Entity::Member, name),
            (Some(Qualifier::Member), Entity::Household) => None,
            (None, Entity::Member) => self.of(Entity::Member, name).or_else(|| self.of(Entity::Household, name)),
            (Some(Qualifier::Recorded), _) => {
                let own =
                    (inside == Entity::Member).then(|| self.fields.get(&(Entity::Member, name.to_owned()))).flatten();
                own.or_else(|| self.fields.get(&(Entity::Household, name.to_owned())))
            }
        };
        symbol.cloned()
    }

    fn names(&self, inside: Entity) -> Vec<String> {
        let seen = |entity: &Entity| inside == Entity::Member || *entity == Entity::Household;
        let all = self.fields.keys().chain(self.defined.keys());
        let mut names: Vec<String> = all.filter(|(entity, _)| seen(entity)).map(|(_, name)| name.clone()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// Calls `each` with the expressions that an expression is directly made of.
pub fn parts<'e>(expr: &'e Expr, each: &mut dyn FnMut(&'e Expr)) {
    match &expr.kind {
        ExprKind::Bool(_)
        | ExprKind::Unknown
        | ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::Date(_)
        | ExprKind::Name(_) => {}
        ExprKind::Not(a) | ExprKind::Negate(a) | ExprKind::IsKnown { value: a, .. } => each(a),
        ExprKind::Logic(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::Arithmetic(_, a, b) => {
            each(a);
            each(b);
        }
        ExprKind::Between { value, low, high, .. } => [value, low, high].into_iter().for_each(|part| each(part)),
        ExprKind::In { value, list, .. } => {
            each(value);
            list.iter().for_each(each);
        }
        ExprKind::Case { branches, otherwise } => {
            for (condition, value) in branches {
                each(condition);
                each(value);
            }
            each(otherwise);
        }
        ExprKind::Aggregate { value, filter, .. } => {
            [value, filter].into_iter().flatten().for_each(|part| each(part));
        }
        ExprKind::Call { arguments, .. } => arguments.iter().for_each(each),
    }
}

/// The names an expression uses, as `(entities it may be of, name)` in the order they are looked up; names qualified with
/// `recorded` depend on nothing and are left out.
pub fn used(expr: &Expr, inside: Entity, out: &mut Vec<(Vec<Entity>, String)>) {
    if let ExprKind::Name(path) = &expr.kind {
        let entities = match (path.qualifier, inside) {
            (Some(Qualifier::Recorded), _) => return,
            (Some(Qualifier::Household), _) | (None, Entity::Household) => vec![Entity::Household],
            (Some(Qualifier::Member), _) => vec![Entity::Member],
            (None, Entity::Member) => vec![Entity::Member, Entity::Household],
        };
        out.push((entities, path.name.clone()));
        return;
    }
    let inside = if matches!(expr.kind, ExprKind::Aggregate { .. }) { Entity::Member } else { inside };
    parts(expr, &mut |part| used(part, inside, out));
}
