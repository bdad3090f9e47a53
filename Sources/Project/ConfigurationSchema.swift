/// The JSON Schema of anana.yaml: for editors, and for people who want to know what it may say.

package enum ConfigurationSchema {
    /// JSON Schema 2020-12. What no schema can say (a name twice, a default out of bounds) the reader says.
    package static let text = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "anana.yaml",
          "description": "What may run in a project folder, on what, and how much of it at once.",
          "type": "object",
          "additionalProperties": false,
          "required": ["templates"],
          "properties": {
            "templates": {
              "description": "What may be started, by id.",
              "type": "object",
              "minProperties": 1,
              "propertyNames": { "$ref": "#/$defs/name" },
              "additionalProperties": { "$ref": "#/$defs/template" }
            },
            "flavors": {
              "description": "What one job takes, by name. Without it: cpu and, where there are GPUs, gpu.",
              "type": "object",
              "propertyNames": { "$ref": "#/$defs/name" },
              "additionalProperties": {
                "type": ["object", "null"],
                "additionalProperties": false,
                "properties": {
                  "gpus": { "type": "integer", "minimum": 0, "maximum": 1024, "default": 0 },
                  "limit": {
                    "description": "Jobs of it at once.", "type": "integer", "minimum": 1, "maximum": 10000
                  }
                }
              }
            },
            "limits": {
              "type": ["object", "null"],
              "additionalProperties": false,
              "properties": {
                "running": {
                  "description": "Jobs at once in all; --limit wins.", "type": "integer", "minimum": 1
                }
              }
            },
            "promote": {
              "description": "The template that a trial is promoted with, and which of its values go where.",
              "type": ["object", "null"],
              "properties": {
                "template": { "$ref": "#/$defs/name" },
                "parameters": { "type": ["object", "null"], "additionalProperties": { "type": "string" } }
              }
            },
            "retention": {
              "description": "How long ended jobs (pinned ones for good) and lines of a log are kept.",
              "type": ["object", "null"],
              "properties": {
                "age": { "$ref": "#/$defs/duration" },
                "count": { "type": "integer", "minimum": 0 },
                "bytes": { "$ref": "#/$defs/size" },
                "log_size": {
                  "$ref": "#/$defs/size", "description": "Of the log of a job that runs; at least 1MiB."
                },
                "log_age": {
                  "$ref": "#/$defs/duration", "description": "Of a line in the log of a job that runs."
                }
              }
            },
            "hooks": {
              "description": "What the server runs when something happens.",
              "type": ["object", "null"],
              "additionalProperties": false,
              "properties": {
                "job_end": {
                  "description": "Runs in the project's folder when a job has ended; gets the job as JSON.",
                  "type": "object",
                  "required": ["command"],
                  "additionalProperties": false,
                  "properties": {
                    "command": {
                      "description": "An argument vector; never a shell's text.", "$ref": "#/$defs/words",
                      "minItems": 1
                    },
                    "timeout": {
                      "description": "It is killed then; at most 1h.", "$ref": "#/$defs/duration",
                      "default": "60s"
                    },
                    "on": {
                      "description": "Ends that it runs at; without it all.",
                      "type": "array",
                      "minItems": 1,
                      "items": { "enum": ["completed", "failed", "stopped", "lost"] }
                    }
                  }
                }
              }
            }
          },
          "$defs": {
            "name": { "type": "string", "pattern": "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$" },
            "duration": {
              "type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$", "examples": ["30s", "12h"]
            },
            "size": { "type": ["string", "integer"], "examples": ["10GB", "512MiB"] },
            "words": { "type": "array", "items": { "type": ["string", "number", "boolean"] } },
            "template": {
              "type": "object",
              "required": ["command"],
              "additionalProperties": false,
              "properties": {
                "title": { "type": "string" },
                "help": { "type": "string" },
                "command": {
                  "description": "An argument vector; never a shell's text.", "$ref": "#/$defs/words",
                  "minItems": 1
                },
                "parameters": {
                  "type": ["object", "null"],
                  "propertyNames": { "$ref": "#/$defs/name" },
                  "additionalProperties": { "$ref": "#/$defs/parameter" }
                },
                "environment": {
                  "description": "Names that a request may set; * stands for anything.",
                  "$ref": "#/$defs/words"
                },
                "stop": {
                  "type": ["object", "null"],
                  "additionalProperties": false,
                  "properties": {
                    "signal": { "enum": ["INT", "TERM", "USR1", "none"], "default": "INT" },
                    "grace": { "$ref": "#/$defs/duration" },
                    "terminate_grace": { "$ref": "#/$defs/duration" }
                  }
                },
                "timeout": { "$ref": "#/$defs/duration" },
                "leftovers": {
                  "description": "Processes that outlive the main one.", "enum": ["stop", "wait"],
                  "default": "stop"
                },
                "linger": { "$ref": "#/$defs/duration" },
                "retries": {
                  "type": ["object", "null", "integer"],
                  "properties": {
                    "count": { "type": "integer", "minimum": 0 },
                    "backoff": { "$ref": "#/$defs/duration" },
                    "on": { "type": "array", "items": { "type": ["string", "integer"] } }
                  }
                }
              }
            },
            "parameter": {
              "type": "object",
              "required": ["type"],
              "additionalProperties": false,
              "properties": {
                "type": {
                  "enum": ["integer", "number", "string", "boolean", "enum", "flavor", "array", "path"]
                },
                "title": { "type": "string" },
                "help": { "type": "string" },
                "group": { "description": "Heading under which a form shows it.", "type": "string" },
                "order": { "description": "Lower comes earlier.", "type": "integer", "default": 0 },
                "required": { "type": "boolean", "default": false },
                "default": true,
                "minimum": { "type": "number" },
                "maximum": { "type": "number" },
                "pattern": {
                  "description": "A regular expression that the whole text must match.", "type": "string"
                },
                "choices": { "$ref": "#/$defs/words", "minItems": 1 },
                "items": { "const": "string" },
                "flag": {
                  "description": "The option that carries it.", "type": "string", "pattern": "^-[^=\\s]+$"
                },
                "position": {
                  "description": "Its place among positional arguments.", "type": "integer", "minimum": 1,
                  "maximum": 100
                },
                "variable": {
                  "description": "The environment variable that carries it.", "type": "string",
                  "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"
                }
              },
              "oneOf": [{ "required": ["flag"] }, { "required": ["position"] }, { "required": ["variable"] }]
            }
          }
        }
        """#
}
