//! The text of an `.expected` file: which columns it names, and how it differs from what was read.

use rasoat::lang::Entity;

/// An `.expected` file.
pub struct Expected {
    lines: Vec<String>,
    /// Ids of the fields it names, per entity, and `#` for a household's number; empty where it has no such table.
    pub household: Vec<String>,
    /// As above.
    pub member: Vec<String>,
}

impl Expected {
    pub fn parse(text: &str) -> Expected {
        // the first line says what is odd about the file
        let lines: Vec<String> = text.lines().skip(1).map(|line| line.trim_end().to_owned()).collect();
        let names = |table: &str| {
            let header = lines.iter().position(|line| line == table).and_then(|at| lines.get(at + 1));
            header.map_or(Vec::new(), |line| line.split('|').map(|name| name.trim().to_owned()).collect())
        };
        Expected { household: names("[household]"), member: names("[member]"), lines }
    }

    /// The columns of an entity's table.
    pub fn columns(&self, entity: Entity) -> &[String] {
        match entity {
            Entity::Household => &self.household,
            Entity::Member => &self.member,
        }
    }

    /// What differs, expected lines with `-`, found ones with `+`, two equal ones round them; `None` where nothing does.
    pub fn differences(&self, found: &str) -> Option<String> {
        if let ([expected], Some(message)) = (self.lines.as_slice(), found.strip_prefix("error: "))
            && expected.strip_prefix("error: ").is_some_and(|words| message.contains(words))
        {
            return None;
        }
        let found: Vec<&str> = found.lines().map(str::trim_end).collect();
        let expected: Vec<&str> = self.lines.iter().map(String::as_str).collect();
        (expected != found).then(|| diff(&expected, &found))
    }
}

/// A line diff by the longest common subsequence; the texts are short.
fn diff(old: &[&str], new: &[&str]) -> String {
    let mut common = vec![vec![0u32; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] =
                if old[i] == new[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let mut lines: Vec<(char, &str)> = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            lines.push((' ', old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]) {
            lines.push(('-', old[i]));
            i += 1;
        } else {
            lines.push(('+', new[j]));
            j += 1;
        }
    }
    let near = |at: usize| lines[at.saturating_sub(2)..lines.len().min(at + 3)].iter().any(|(mark, _)| *mark != ' ');
    let shown = (0..lines.len()).filter(|at| near(*at)).map(|at| format!("{} {}\n", lines[at].0, lines[at].1));
    shown.collect()
}
