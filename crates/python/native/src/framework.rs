//! Frameworks: the analysts' codebooks.

use std::path::PathBuf;
use std::sync::Arc;

use commonground::framework::Ids;
use commonground_formats::import_framework;
use pyo3::prelude::*;
use serde::Deserialize;

use crate::fault::Fault;
use crate::round::json;

/// A list of named areas, checked. Never changes.
#[pyclass(frozen, module = "commonground._native")]
pub(crate) struct Framework {
    pub(crate) framework: Arc<commonground::Framework>,
}

impl Framework {
    fn of(framework: commonground::Framework) -> Result<Self, Fault> {
        framework.validate().map_err(commonground::Error::from)?;
        Ok(Framework { framework: Arc::new(framework) })
    }
}

/// An area as Python's side gives it: all but the name may be missing, and what there is no field for is a slip.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Area {
    name: String,
    #[serde(default)]
    id: String,
    #[serde(default)]
    parent: Option<String>,
    #[serde(default)]
    description: String,
    #[serde(default)]
    cues: Vec<String>,
    #[serde(default)]
    excludes: Vec<String>,
    #[serde(default)]
    examples: Vec<String>,
}

impl From<Area> for commonground::framework::Area {
    fn from(area: Area) -> Self {
        let Area { name, id, parent, description, cues, excludes, examples } = area;
        Self { id, name, parent, description, cues, excludes, examples }
    }
}

#[pymethods]
impl Framework {
    /// Reads TOML.
    #[staticmethod]
    fn from_toml(text: &str) -> PyResult<Self> {
        let framework = commonground::Framework::from_toml(text);
        Ok(Framework::of(framework.map_err(|error| Fault::Core(error.into()))?)?)
    }

    /// Reads JSON with name, version and areas.
    #[staticmethod]
    fn from_json(text: &str) -> PyResult<Self> {
        let framework = serde_json::from_str(text)
            .map_err(|error| Fault::Input(format!("not the areas of a framework: {error}")))?;
        Ok(Framework::of(framework)?)
    }

    /// Makes a framework of a list of areas, as JSON; those without an id get one.
    #[staticmethod]
    fn from_areas(areas_json: &str, name: &str, version: &str) -> PyResult<Self> {
        let mut areas: Vec<Area> = serde_json::from_str(areas_json)
            .map_err(|error| Fault::Input(format!("not the areas of a framework: {error}")))?;
        let mut ids: Ids = areas.iter().map(|area| area.id.clone()).collect();
        for area in areas.iter_mut().filter(|area| area.id.is_empty()) {
            area.id = ids.make(&area.name);
        }
        let areas = areas.into_iter().map(Into::into).collect();
        let (name, version) = (name.to_owned(), version.to_owned());
        Ok(Framework::of(commonground::Framework { name, version, areas })?)
    }

    /// Makes a framework of a list, a table or JSON; with what was doubted on the way.
    #[staticmethod]
    fn from_codebook(path: PathBuf, name: &str) -> PyResult<(Self, Vec<(String, String)>)> {
        let (framework, notes) = import_framework(&path, name).map_err(Fault::from)?;
        let notes = notes.into_iter().map(|note| (note.source.to_string(), note.message));
        Ok((Framework::of(framework)?, notes.collect()))
    }

    /// The framework as TOML.
    fn to_toml(&self) -> String {
        self.framework.to_toml()
    }

    /// The framework as JSON.
    fn to_json(&self) -> PyResult<String> {
        Ok(json(&*self.framework)?)
    }

    /// Each area's name with those of the areas that it is a part of.
    fn told(&self) -> Vec<String> {
        let hierarchy = self.framework.hierarchy();
        (0..hierarchy.len()).map(|area| hierarchy.told(area, &self.framework)).collect()
    }
}
