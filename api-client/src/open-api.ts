// Made from apps/runner/schema/openapi.json: 88556b2b99be704c720707f2cc622fbea5b749fa9da4e5ae9b646ebe0fa79006
export type paths = {
  '/session': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who asks, and what a page sends along with every write */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['session'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    /** Signs a browser in with a token: the answer sets a cookie that no script can read */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            token: string;
          };
        };
      };
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['session'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    /** Signs out: the cookie opens nothing from here on */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['signed-out'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/setup': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Can a first admin still be made, and how can people sign in besides with a token? */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['setup'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    /** Makes the first admin with the one-time token of the service; the answer tells the token once */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            token: string;
            name: string;
          };
        };
      };
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['made-token'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The workspaces of the service */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['workspaces'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/status': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How it stands: what `linkwright status --json` prints */
    get: {
      parameters: {
        query?: {
          limit?: number;
        };
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['status'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/map': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What it connects, and how far each association has come: what `linkwright map --json` prints */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['map'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/syncs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Its syncs: when each runs, and how its records stand */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['syncs'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/workers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The processes that share the work on its database, and what each is at */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['workers'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/pause': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** The service leaves these syncs alone; the answer names them */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            /** @default [] */
            syncs?: string[];
            /** @default  */
            why?: string;
          };
        };
      };
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['names'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** The service takes these syncs up again; the answer names those that were paused */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            /** @default [] */
            syncs?: string[];
          };
        };
      };
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['names'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/connections': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Its connections: which account each is, how it stands, and the calls that were made */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['connections'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/connections/{connection}/authorization': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Where a browser is sent to let Linkwright into the account (OAuth); it comes back within ten minutes */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          connection: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['authorization'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/configuration': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The file as it is, without secrets */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['configuration'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    /**
     * Changes the file in one step; the service takes it over once it has checked it against the apps
     * @description Connections and the place of the state are changed on the machine of the service alone. `basedOn` is the `hash` of the file that the change was made from.
     */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            basedOn: string;
            change:
              | {
                  text: string;
                }
              | {
                  edits: (
                    | {
                        /** @enum {string} */
                        kind: 'add-sync';
                        name: string;
                        sync: {
                          left: {
                            connection: string;
                            object: string;
                          };
                          right: {
                            connection: string;
                            object: string;
                          };
                          match: {
                            [key: string]: string;
                          }[];
                          fields: {
                            [key: string]: string;
                          }[];
                          associations?: {
                            [key: string]: string;
                          }[];
                          references?: {
                            [key: string]: string;
                          }[];
                        };
                        comment?: string;
                      }
                    | {
                        /** @enum {string} */
                        kind: 'add-mapping';
                        sync: string;
                        /** @enum {string} */
                        list: 'fields' | 'associations' | 'references';
                        mapping: {
                          [key: string]: unknown;
                        };
                      }
                    | {
                        /** @enum {string} */
                        kind: 'set';
                        sync: string;
                        key: string;
                        value: unknown;
                      }
                    | {
                        /** @enum {string} */
                        kind: 'remove';
                        sync: string;
                        key: string;
                      }
                    | {
                        /** @enum {string} */
                        kind: 'remove-mapping';
                        sync: string;
                        /** @enum {string} */
                        list: 'fields' | 'associations' | 'references';
                        index: number;
                      }
                    | {
                        /** @enum {string} */
                        kind: 'remove-sync';
                        sync: string;
                      }
                    | {
                        /** @enum {string} */
                        kind: 'rename-sync';
                        sync: string;
                        name: string;
                      }
                  )[];
                };
          };
        };
      };
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['configuration-difference'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/configuration/difference': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** What a change would make of the file, as a difference of YAML, with what would be wrong in it; nothing is written */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json':
            | {
                text: string;
              }
            | {
                edits: (
                  | {
                      /** @enum {string} */
                      kind: 'add-sync';
                      name: string;
                      sync: {
                        left: {
                          connection: string;
                          object: string;
                        };
                        right: {
                          connection: string;
                          object: string;
                        };
                        match: {
                          [key: string]: string;
                        }[];
                        fields: {
                          [key: string]: string;
                        }[];
                        associations?: {
                          [key: string]: string;
                        }[];
                        references?: {
                          [key: string]: string;
                        }[];
                      };
                      comment?: string;
                    }
                  | {
                      /** @enum {string} */
                      kind: 'add-mapping';
                      sync: string;
                      /** @enum {string} */
                      list: 'fields' | 'associations' | 'references';
                      mapping: {
                        [key: string]: unknown;
                      };
                    }
                  | {
                      /** @enum {string} */
                      kind: 'set';
                      sync: string;
                      key: string;
                      value: unknown;
                    }
                  | {
                      /** @enum {string} */
                      kind: 'remove';
                      sync: string;
                      key: string;
                    }
                  | {
                      /** @enum {string} */
                      kind: 'remove-mapping';
                      sync: string;
                      /** @enum {string} */
                      list: 'fields' | 'associations' | 'references';
                      index: number;
                    }
                  | {
                      /** @enum {string} */
                      kind: 'remove-sync';
                      sync: string;
                    }
                  | {
                      /** @enum {string} */
                      kind: 'rename-sync';
                      sync: string;
                      name: string;
                    }
                )[];
              };
        };
      };
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['configuration-difference'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/objects': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The objects that the apps offer */
    get: {
      parameters: {
        query?: {
          connection?: string;
        };
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['objects'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/objects/fields': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One object with its fields and association fields */
    get: {
      parameters: {
        query: {
          connection: string;
          object: string;
        };
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['object'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/objects/compatible': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Which association fields of an object fit one of the other app, the best first, and why the others do not */
    get: {
      parameters: {
        query: {
          connection: string;
          object: string;
          field: string;
        };
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['compatible'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/proposals': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** A sync of two objects as it could be: its keys and fields with the reason of each; nothing is written */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            left: {
              connection: string;
              object: string;
            };
            right: {
              connection: string;
              object: string;
            };
          };
        };
      };
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['proposal'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/objects/pairs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Objects of two connections that look alike, those that others point at first */
    get: {
      parameters: {
        query: {
          left: string;
          right: string;
        };
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['object-pairs'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/set-up/key': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** How good a match key two fields are: values that repeat or are missing, and records that would be paired */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            left: {
              connection: string;
              object: string;
              field: string;
            };
            right: {
              connection: string;
              object: string;
              field: string;
            };
          };
        };
      };
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['key'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/set-up/fields': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Which fields fit, with values of the apps as they are and as the other app would hold them */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            left: {
              connection: string;
              object: string;
            };
            right: {
              connection: string;
              object: string;
            };
            /** @default [] */
            pairs?: {
              left: string;
              right: string;
            }[];
            partnersOf?: {
              /** @enum {string} */
              side: 'left' | 'right';
              field: string;
            };
          };
        };
      };
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['field-pairs'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/set-up/references': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Plain fields that may name another record, and the syncs through which it would be found */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            left: {
              connection: string;
              object: string;
            };
            right: {
              connection: string;
              object: string;
            };
          };
        };
      };
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['reference-choices'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/set-up/associations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Which associations of a sync can be kept in step besides, and why others cannot
     * @description `edits` are changes of the file that nobody has written; the sync may be one of them.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            sync: string;
            /** @default [] */
            edits?: (
              | {
                  /** @enum {string} */
                  kind: 'add-sync';
                  name: string;
                  sync: {
                    left: {
                      connection: string;
                      object: string;
                    };
                    right: {
                      connection: string;
                      object: string;
                    };
                    match: {
                      [key: string]: string;
                    }[];
                    fields: {
                      [key: string]: string;
                    }[];
                    associations?: {
                      [key: string]: string;
                    }[];
                    references?: {
                      [key: string]: string;
                    }[];
                  };
                  comment?: string;
                }
              | {
                  /** @enum {string} */
                  kind: 'add-mapping';
                  sync: string;
                  /** @enum {string} */
                  list: 'fields' | 'associations' | 'references';
                  mapping: {
                    [key: string]: unknown;
                  };
                }
              | {
                  /** @enum {string} */
                  kind: 'set';
                  sync: string;
                  key: string;
                  value: unknown;
                }
              | {
                  /** @enum {string} */
                  kind: 'remove';
                  sync: string;
                  key: string;
                }
              | {
                  /** @enum {string} */
                  kind: 'remove-mapping';
                  sync: string;
                  /** @enum {string} */
                  list: 'fields' | 'associations' | 'references';
                  index: number;
                }
              | {
                  /** @enum {string} */
                  kind: 'remove-sync';
                  sync: string;
                }
              | {
                  /** @enum {string} */
                  kind: 'rename-sync';
                  sync: string;
                  name: string;
                }
            )[];
          };
        };
      };
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['association-choices'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/runs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Its runs, the latest first */
    get: {
      parameters: {
        query?: {
          status?: string;
          after?: string;
          limit?: number;
        };
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['runs'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    /**
     * The service runs these syncs as soon as it can; the answer names them
     * @description With `allow` it is the answer to brakes: this once they do not pull.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            /** @default [] */
            syncs?: string[];
            /** @default false */
            full?: boolean;
            /** @default [] */
            allow?: ('archive' | 'blank' | 'unlink' | 'create' | 'overwrite')[];
          };
        };
      };
      responses: {
        /** @description It is at work, or will be. */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['names'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/runs/{run}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One run */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          run: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['run'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/runs/{run}/writes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What a run has written, record by record, with before and after */
    get: {
      parameters: {
        query?: {
          sync?: string | string[];
          connection?: string;
          kind?: 'create' | 'update' | 'associate' | 'archive' | 'merge' | 'stand-in';
          record?: string;
          after?: string;
          limit?: number;
        };
        header?: never;
        path: {
          workspace: string;
          run: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['writes'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Tries again what was refused or left alone: these records, those of a cause, or whatever waits */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            /** @default [] */
            syncs?: string[];
            records?: string[];
            cause?: string;
          };
        };
      };
      responses: {
        /** @description It is at work, or will be. */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['released'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/failing': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Records whose write was refused */
    get: {
      parameters: {
        query?: {
          sync?: string | string[];
          cause?: string;
          after?: string;
          limit?: number;
        };
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['failing'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/failing/causes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Why records are refused, what to do about it, and how many of them there are */
    get: {
      parameters: {
        query?: {
          sync?: string | string[];
        };
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['causes'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/excluded': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Records that are left alone, with the reason and those that they may be the same as
     * @description `?reason=ambiguous` are those that several others match.
     */
    get: {
      parameters: {
        query?: {
          sync?: string | string[];
          reason?:
            | (
                | 'ambiguous'
                | 'keyless'
                | 'not-created'
                | 'twin-gone'
                | 'to-archive'
                | 'deletion-review'
                | 'merged-away'
                | 'to-merge'
                | 'kept-apart'
                | 'in-review'
                | 'filtered-out'
                | 'partner-filtered-out'
                | 'claimed-twice'
                | 'frozen'
              )
            | (
                | 'ambiguous'
                | 'keyless'
                | 'not-created'
                | 'twin-gone'
                | 'to-archive'
                | 'deletion-review'
                | 'merged-away'
                | 'to-merge'
                | 'kept-apart'
                | 'in-review'
                | 'filtered-out'
                | 'partner-filtered-out'
                | 'claimed-twice'
                | 'frozen'
              )[];
          after?: string;
          limit?: number;
        };
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['excluded'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/brakes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What stops syncs before they write; POST …/runs with `allow` answers it */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['brakes'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/records': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Records of all objects with this id or match key */
    get: {
      parameters: {
        query: {
          keyOrId: string;
        };
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['records'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/record': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One record by its match key or id: what `linkwright record --json` prints */
    get: {
      parameters: {
        query: {
          connection: string;
          object: string;
          keyOrId: string;
        };
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['record'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/conflicts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Values that both apps had changed, with what they were before: what `linkwright conflicts --json` prints, page by page
     * @description `open=true`: those that wait for a decision; `open=false`: those that are settled; without it all. The latest come first.
     */
    get: {
      parameters: {
        query?: {
          sync?: string | string[];
          record?: string;
          run?: string;
          open?: 'true' | 'false';
          after?: string;
          limit?: number;
        };
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['conflict-page'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/review': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Deletions and mergers that wait for a person: what `linkwright review list --json` prints */
    get: {
      parameters: {
        query?: {
          sync?: string | string[];
        };
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['review'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/review/decisions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Decides them; the next run does what was approved */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            /** @enum {string} */
            decision: 'approve' | 'reject';
            records: 'all' | string[];
            /** @default [] */
            syncs?: string[];
          };
        };
      };
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['review-decision'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/forget': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Erases the values of a person from the state and its logs: what `linkwright forget --json` tells
     * @description Without `confirm` nothing is erased, and the answer says what would be.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            connection: string;
            object: string;
            id: string;
            /** @default false */
            confirm?: boolean;
          };
        };
      };
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['forget'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/plans': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Begins a plan; nothing is written to any app
     * @description `edits` are changes of the file that nobody has written: it is planned what a run would do with them.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            /** @default [] */
            syncs?: string[];
            record?: string;
            /** @default [] */
            edits?: (
              | {
                  /** @enum {string} */
                  kind: 'add-sync';
                  name: string;
                  sync: {
                    left: {
                      connection: string;
                      object: string;
                    };
                    right: {
                      connection: string;
                      object: string;
                    };
                    match: {
                      [key: string]: string;
                    }[];
                    fields: {
                      [key: string]: string;
                    }[];
                    associations?: {
                      [key: string]: string;
                    }[];
                    references?: {
                      [key: string]: string;
                    }[];
                  };
                  comment?: string;
                }
              | {
                  /** @enum {string} */
                  kind: 'add-mapping';
                  sync: string;
                  /** @enum {string} */
                  list: 'fields' | 'associations' | 'references';
                  mapping: {
                    [key: string]: unknown;
                  };
                }
              | {
                  /** @enum {string} */
                  kind: 'set';
                  sync: string;
                  key: string;
                  value: unknown;
                }
              | {
                  /** @enum {string} */
                  kind: 'remove';
                  sync: string;
                  key: string;
                }
              | {
                  /** @enum {string} */
                  kind: 'remove-mapping';
                  sync: string;
                  /** @enum {string} */
                  list: 'fields' | 'associations' | 'references';
                  index: number;
                }
              | {
                  /** @enum {string} */
                  kind: 'remove-sync';
                  sync: string;
                }
              | {
                  /** @enum {string} */
                  kind: 'rename-sync';
                  sync: string;
                  name: string;
                }
            )[];
          };
        };
      };
      responses: {
        /** @description It is at work, or will be. */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['job'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/drift': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Begins to compare both sides completely; nothing is written to any app */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            /** @default [] */
            syncs?: string[];
          };
        };
      };
      responses: {
        /** @description It is at work, or will be. */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['job'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/conflicts/{conflict}/resolution': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Decides a conflict: the value of one side of the file, or another one, is written to both */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          conflict: number;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json':
            | {
                /** @enum {string} */
                side: 'left' | 'right';
              }
            | {
                text: string;
              };
        };
      };
      responses: {
        /** @description It is at work, or will be. */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['job'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/runs/{run}/undo': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Plans to take back what a run wrote; nothing is written before the plan is applied */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          run: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            record?: string;
            fields?: string[];
            /** @default false */
            permanently?: boolean;
            /** @default [] */
            allow?: ('archive' | 'blank' | 'unlink' | 'create' | 'overwrite')[];
          };
        };
      };
      responses: {
        /** @description It is at work, or will be. */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['job'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/jobs/{job}/apply': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Carries out the plan of an undo: what it takes back is worked out again, and written */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          job: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': Record<string, never>;
        };
      };
      responses: {
        /** @description It is at work, or will be. */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['job'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/checks': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Begins to check the file against the apps; a failed job lists what is wrong in it */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': Record<string, never>;
        };
      };
      responses: {
        /** @description It is at work, or will be. */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['job'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/suggestions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Begins to look for what is alike in the apps and is not in the file */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': Record<string, never>;
        };
      };
      responses: {
        /** @description It is at work, or will be. */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['job'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/fixes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Begins to work out what would put the file right, as edits of it; nothing is written */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': Record<string, never>;
        };
      };
      responses: {
        /** @description It is at work, or will be. */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['job'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/rehearsals': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Begins to run the file on local copies of a sample of the accounts, which are only read */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            /** @default 500 */
            records?: number;
            /** @default false */
            mask?: boolean;
          };
        };
      };
      responses: {
        /** @description It is at work, or will be. */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['job'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/jobs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Plans and other jobs, the latest first: those at work, and the last few that have ended */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['jobs'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/jobs/{job}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How a job stands */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          job: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['job'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    /** Stops a job, or forgets one that has ended; the answer lists the others */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          job: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['jobs'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/jobs/{job}/operations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What a plan would write, page by page */
    get: {
      parameters: {
        query?: {
          sync?: string;
          kind?: 'create' | 'update' | 'archive' | 'merge';
          limit?: number;
          offset?: number | null;
        };
        header?: never;
        path: {
          workspace: string;
          job: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['operations'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/jobs/{job}/held': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Records that a plan leaves alone, page by page */
    get: {
      parameters: {
        query?: {
          sync?: string;
          limit?: number;
          offset?: number | null;
        };
        header?: never;
        path: {
          workspace: string;
          job: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['planned-held'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/jobs/{job}/failing': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Records that a plan finds refused, page by page */
    get: {
      parameters: {
        query?: {
          sync?: string;
          limit?: number;
          offset?: number | null;
        };
        header?: never;
        path: {
          workspace: string;
          job: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['planned-failing'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/jobs/{job}/plan': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What `linkwright plan --json` prints; what it tells of single records is read page by page */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          job: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['plan'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/jobs/{job}/drift': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What `linkwright drift --json` prints */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          job: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['drift'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/jobs/{job}/check': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What `linkwright check --json` prints */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          job: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['check'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/jobs/{job}/suggestions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What `linkwright check --suggest --json` prints */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          job: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['suggestions'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/jobs/{job}/fixes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What `linkwright check --fix --json` prints; nothing is written: its edits are what PUT …/configuration takes */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          job: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['fixes'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/jobs/{job}/rehearsal': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What `linkwright rehearse --json` prints */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          job: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['rehearsal'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/jobs/{job}/resolution': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What `linkwright conflicts resolve --json` prints */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          job: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['resolution'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/jobs/{job}/undo-plan': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What would be taken back, and what cannot be; its operations are read page by page */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          job: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['undo-plan'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/jobs/{job}/undo': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What `linkwright undo --json` prints */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          job: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['undo'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What happens, as it happens: server-sent events, named by their kind
     * @description The first is `hello`, or `reset` where some since `Last-Event-ID` are missing: then everything is to be read again. The data of all others is the schema `event`.
     */
    get: {
      parameters: {
        query?: {
          workspace?: string;
        };
        header?: {
          'last-event-id'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description A stream that lasts. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/event-stream': string;
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tokens': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The tokens of the service, without themselves */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['tokens'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tokens/{token}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Revokes a token; the answer lists the others */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          token: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description As asked. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['tokens'];
          };
        };
        /** @description Why it was not done. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['problem'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
};
export type webhooks = Record<string, never>;
export type components = {
  schemas: {
    problem: {
      type: string;
      title: string;
      status: number;
      code: string;
      detail: string;
      remedy?: string;
      problems?: {
        code: string;
        file: string;
        line: number;
        column: number;
        path: (string | number)[];
        message: string;
        why?: string;
        remedy: string;
        add?: string;
      }[];
    };
    event:
      | {
          /** @constant */
          kind: 'run-started';
          at: number;
          workspace: string;
          pair: string;
          syncs: string[];
          requester: {
            /** @enum {string} */
            via: 'schedule' | 'command' | 'api';
            by: string | null;
          };
        }
      | {
          /** @constant */
          kind: 'run-progress';
          at: number;
          workspace: string;
          pair: string;
          line: string;
        }
      | {
          /** @constant */
          kind: 'run-ended';
          at: number;
          workspace: string;
          pair: string;
          syncs: string[];
          /** @enum {string} */
          outcome: 'done' | 'attention' | 'stopped' | 'failed' | 'interrupted';
          run: string | null;
          message: string | null;
        }
      | {
          /** @constant */
          kind: 'state-changed';
          at: number;
          workspace: string;
        }
      | {
          /** @constant */
          kind: 'configuration-changed';
          at: number;
          workspace: string;
          isTaken: boolean;
        }
      | {
          /** @constant */
          kind: 'workspace-changed';
          at: number;
          workspace: string;
          served: boolean;
        }
      | {
          /** @constant */
          kind: 'job';
          at: number;
          workspace: string;
          job: string;
          /** @enum {string} */
          status: 'waiting' | 'running' | 'done' | 'failed';
          progress: string | null;
        };
    authorization: {
      connection: string;
      url: string;
      /** @constant */
      version: 1;
    };
    session: {
      /** @constant */
      version: 1;
      name: string;
      /** @enum {string} */
      role: 'viewer' | 'operator' | 'admin';
      csrf: string | null;
      expiresAt: number | null;
    };
    'signed-out': {
      /** @constant */
      version: 1;
      /** @constant */
      signedOut: true;
    };
    setup: {
      /** @constant */
      version: 1;
      needed: boolean;
      signIn: string | null;
    };
    workspaces: {
      /** @constant */
      version: 1;
      workspaces: {
        name: string;
        served: boolean;
      }[];
    };
    syncs: {
      isRunning: boolean;
      isServed: boolean;
      syncs: {
        name: string;
        implied: boolean;
        enabled: boolean;
        left: {
          connection: string;
          object: string;
        } | null;
        right: {
          connection: string;
          object: string;
        } | null;
        schedule: {
          everyMs: number;
          longestMs: number;
          lastOutcome: ('done' | 'attention' | 'stopped' | 'failed') | null;
          lastMessage: string | null;
          succeededAt: number | null;
          nextAt: number | null;
          paused: {
            at: number;
            by: string;
            why: string;
          } | null;
          refused: {
            connection: string;
            at: number;
            code: string;
            message: string;
            remedy: string;
          }[];
          underWay: {
            startedAt: number;
            progressAt: number;
          } | null;
          silences: {
            /** @enum {string} */
            kind: 'unclaimed' | 'stuck' | 'emptied' | 'stale';
            since: number | null;
            text: string;
          }[];
        } | null;
        standing: {
          linked: number;
          excluded: number;
          ambiguous: number;
          failing: number;
          inReview: number;
          undecided: number;
          pending: number;
          waiting: number;
          conflicts: number;
          readWhole: boolean;
          brakes: number;
          notes: {
            code: string;
            text: string;
          }[];
        } | null;
      }[];
      /** @constant */
      version: 1;
    };
    connections: {
      connections: {
        name: string;
        app: string;
        connector: string;
        account: string | null;
        accountName: string | null;
        /** @enum {string} */
        state: 'ok' | 'refused' | 'unconnected';
        byBrowser: boolean;
        refused: {
          at: number;
          code: string;
          message: string;
          remedy: string;
        } | null;
        calls: {
          today: number;
          thisMonth: number;
          callsPerDay?: number;
          callsPerMonth?: number;
          counted?: {
            used: number;
            allowed: number;
            at: number;
            resetsAt: number | null;
          };
          estimatedPerMonth?: number;
          estimatedServedPerMonth?: number;
          every: {
            shortestMs: number;
            longestMs: number;
          } | null;
          plans: {
            name: string;
            calls: number;
            /** @enum {string} */
            per: 'day' | 'month';
            of: string;
          }[];
        };
        feeds: {
          /** @enum {string} */
          kind: 'pull' | 'push';
          /** @enum {string} */
          state: 'alive' | 'silent' | 'unread' | 'replaced';
          since: number;
          readAt: number | null;
          hintedAt: number | null;
          isCalled: boolean;
          trouble: {
            at: number;
            reason: string;
          } | null;
        }[];
        syncs: string[];
      }[];
      /** @constant */
      version: 1;
    };
    configuration: {
      file: string;
      text: string;
      hash: string;
      holdsSecrets: boolean;
      problems: {
        code: string;
        file: string;
        line: number;
        column: number;
        path: (string | number)[];
        message: string;
        why?: string;
        remedy: string;
        add?: string;
      }[];
      rejected: {
        at: number;
        problems: string[];
      } | null;
      /** @constant */
      version: 1;
    };
    'configuration-difference': {
      difference: string;
      hash: string;
      problems: {
        code: string;
        file: string;
        line: number;
        column: number;
        path: (string | number)[];
        message: string;
        why?: string;
        remedy: string;
        add?: string;
      }[];
      /** @constant */
      version: 1;
    };
    objects: {
      connections: {
        connection: string;
        app: string;
        objects: ({
          id: string;
          name: string;
          label: string;
        } & {
          [key: string]: unknown;
        })[];
        complete: boolean;
      }[];
      /** @constant */
      version: 1;
    };
    object: {
      connection: string;
      object: {
        id: string;
        name: string;
        label: string;
        fields: ({
          id: string;
          name: string;
          label: string;
          /** @enum {string} */
          type:
            | 'text'
            | 'multiline'
            | 'email'
            | 'url'
            | 'phone'
            | 'integer'
            | 'decimal'
            | 'boolean'
            | 'date'
            | 'datetime'
            | 'option'
            | 'options'
            | 'user'
            | 'json';
          required: boolean;
          readOnly: boolean;
          unique: boolean;
          options?: {
            value: string;
            label: string;
          }[];
        } & {
          [key: string]: unknown;
        })[];
        associations: ({
          id: string;
          name: string;
          label: string;
          targets: string[];
          /** @enum {string} */
          cardinality: 'one' | 'many';
          readOnly: boolean;
        } & {
          [key: string]: unknown;
        })[];
      } & {
        [key: string]: unknown;
      };
      names: {
        [key: string]: string;
      };
      /** @constant */
      version: 1;
    };
    compatible: {
      field: string;
      candidates: ({
        name: string;
        compatible: boolean;
        reason?: string;
      } & {
        [key: string]: unknown;
      })[];
      /** @constant */
      version: 1;
    };
    proposal: {
      proposal: {
        sync: {
          left: {
            connection: string;
            object: string;
          };
          right: {
            connection: string;
            object: string;
          };
          match: {
            [key: string]: string;
          }[];
          fields: {
            [key: string]: string;
          }[];
        };
        match: {
          left: string;
          right: string;
          reason: string;
        }[];
        fields: {
          left: string;
          right: string;
          reason: string;
        }[];
        zoneless: {
          left: string;
          right: string;
          reason: string;
        }[];
      } | null;
      /** @constant */
      version: 1;
    };
    'object-pairs': {
      pairs: {
        left: string;
        right: string;
        reason: string;
        syncs: string[];
      }[];
      /** @constant */
      version: 1;
    };
    key: {
      key: {
        [key: string]: string;
      };
      left: {
        records: number;
        complete: boolean;
        empty: number;
        repeats: number;
        repeated: {
          value: string;
          records: number;
        }[];
      };
      right: {
        records: number;
        complete: boolean;
        empty: number;
        repeats: number;
        repeated: {
          value: string;
          records: number;
        }[];
      };
      shared: number;
      samples: {
        value: string;
        left: {
          id: string;
          label: string;
        };
        right: {
          id: string;
          label: string;
        };
      }[];
      /** @constant */
      version: 1;
    };
    'field-pairs': {
      pairs: {
        left: string;
        right: string;
        compatible: boolean;
        /** @enum {string} */
        direction?: 'two-way' | 'left-to-right' | 'right-to-left';
        needsTimeZone?: boolean;
        reason?: string;
        samples: {
          /** @enum {string} */
          from: 'left' | 'right';
          before: string | boolean | string[] | null;
          after?: string | boolean | string[] | null;
          reason?: string;
        }[];
      }[];
      partners: {
        name: string;
        label: string;
        type: string;
        compatible: boolean;
        /** @enum {string} */
        direction?: 'two-way' | 'left-to-right' | 'right-to-left';
        needsTimeZone?: boolean;
        reason?: string;
      }[];
      /** @constant */
      version: 1;
    };
    'association-choices': {
      first: {
        /** @enum {string} */
        side: 'left' | 'right';
        connection: string;
        object: string;
      };
      second: {
        /** @enum {string} */
        side: 'left' | 'right';
        connection: string;
        object: string;
      };
      fields: {
        name: string;
        label: string;
        /** @enum {string} */
        cardinality: 'one' | 'many';
        targets: string[];
        held?: {
          single: number;
          several: number;
        };
        switchedOff?: string;
        candidates: {
          name: string;
          label: string;
          compatible: boolean;
          suggested: boolean;
          via: string[];
          single: boolean;
          reason?: string;
        }[];
      }[];
      /** @constant */
      version: 1;
    };
    'reference-choices': {
      fields: {
        name: string;
        label: string;
        /** @enum {string} */
        type:
          | 'text'
          | 'multiline'
          | 'email'
          | 'url'
          | 'phone'
          | 'integer'
          | 'decimal'
          | 'boolean'
          | 'date'
          | 'datetime'
          | 'option'
          | 'options'
          | 'user'
          | 'json';
        /** @enum {string} */
        side: 'left' | 'right';
        likely: boolean;
      }[];
      targets: {
        sync: string;
        left: {
          object: string;
          keys: {
            name: string;
            label: string;
            /** @enum {string} */
            type:
              | 'text'
              | 'multiline'
              | 'email'
              | 'url'
              | 'phone'
              | 'integer'
              | 'decimal'
              | 'boolean'
              | 'date'
              | 'datetime'
              | 'option'
              | 'options'
              | 'user'
              | 'json';
          }[];
        };
        right: {
          object: string;
          keys: {
            name: string;
            label: string;
            /** @enum {string} */
            type:
              | 'text'
              | 'multiline'
              | 'email'
              | 'url'
              | 'phone'
              | 'integer'
              | 'decimal'
              | 'boolean'
              | 'date'
              | 'datetime'
              | 'option'
              | 'options'
              | 'user'
              | 'json';
          }[];
        };
      }[];
      /** @constant */
      version: 1;
    };
    names: {
      /** @constant */
      version: 1;
      syncs: string[];
    };
    runs: {
      /** @constant */
      version: 1;
      items: {
        run: string;
        startedAt: number;
        finishedAt: number | null;
        status: string;
        askedBy: {
          /** @enum {string} */
          via: 'schedule' | 'command' | 'api';
          by: string | null;
        } | null;
        syncs: {
          name: string;
          implied: boolean;
          left: {
            connection: string;
            created: number;
            updated: number;
            archived: number;
            calls: number;
          };
          right: {
            connection: string;
            created: number;
            updated: number;
            archived: number;
            calls: number;
          };
          newlyLinked: number;
          conflicts: number;
          failing: number;
          ambiguous: number;
          inReview: number;
          brakes: number;
        }[];
        stopped: {
          name: string;
          connection: string | null;
          association: string | null;
          code: string;
          message: string;
          remedy: string;
        }[];
      }[];
      next: string | null;
    };
    run: {
      run: string;
      startedAt: number;
      finishedAt: number | null;
      status: string;
      askedBy: {
        /** @enum {string} */
        via: 'schedule' | 'command' | 'api';
        by: string | null;
      } | null;
      syncs: {
        name: string;
        implied: boolean;
        left: {
          connection: string;
          created: number;
          updated: number;
          archived: number;
          calls: number;
        };
        right: {
          connection: string;
          created: number;
          updated: number;
          archived: number;
          calls: number;
        };
        newlyLinked: number;
        conflicts: number;
        failing: number;
        ambiguous: number;
        inReview: number;
        brakes: number;
      }[];
      stopped: {
        name: string;
        connection: string | null;
        association: string | null;
        code: string;
        message: string;
        remedy: string;
      }[];
      /** @constant */
      version: 1;
    };
    writes: {
      /** @constant */
      version: 1;
      items: {
        at: number;
        run: string;
        /** @enum {string} */
        kind: 'create' | 'update' | 'associate' | 'archive' | 'merge' | 'stand-in';
        syncs: string[];
        side: ('left' | 'right') | null;
        connection: string | null;
        object: string;
        id: string;
        label: string;
        changes: {
          field: string;
          before: string | boolean | string[] | null;
          after: string | boolean | string[] | null;
          held?: string | boolean | string[] | null;
          /** @enum {string} */
          reason:
            | 'edited'
            | 'both-edited'
            | 'newest'
            | 'blank-loses'
            | 'review'
            | 'flips'
            | 'first-match'
            | 'created'
            | 'filter'
            | 'stand-in'
            | 'twin-gone'
            | 'merged'
            | 'resolved'
            | 'undone';
        }[];
      }[];
      next: string | null;
    };
    released: {
      /** @constant */
      version: 1;
      released: number;
      unknown: string[];
      syncs: string[];
    };
    failing: {
      /** @constant */
      version: 1;
      items: {
        sync: string;
        /** @enum {string} */
        side: 'left' | 'right';
        connection: string;
        id: string;
        label: string;
        cause: string;
        code: string;
        category: string;
        field: string | null;
        message: string;
        remedy: string;
        attempts: number;
        since: number;
        nextAt: number;
      }[];
      next: string | null;
      total: number;
    };
    causes: {
      /** @constant */
      version: 1;
      items: {
        sync: string;
        cause: string;
        code: string;
        category: string;
        field: string | null;
        message: string;
        remedy: string;
        count: number;
      }[];
    };
    excluded: {
      /** @constant */
      version: 1;
      items: {
        sync: string;
        /** @enum {string} */
        side: 'left' | 'right';
        connection: string;
        id: string;
        label: string;
        /** @enum {string} */
        reason:
          | 'ambiguous'
          | 'keyless'
          | 'not-created'
          | 'twin-gone'
          | 'to-archive'
          | 'deletion-review'
          | 'merged-away'
          | 'to-merge'
          | 'kept-apart'
          | 'in-review'
          | 'filtered-out'
          | 'partner-filtered-out'
          | 'claimed-twice'
          | 'frozen';
        text: string;
        since: number;
        candidates: {
          connection: string;
          id: string;
          label: string;
        }[];
      }[];
      next: string | null;
      total: number;
    };
    brakes: {
      /** @constant */
      version: 1;
      items: {
        /** @enum {string} */
        kind: 'archive' | 'blank' | 'unlink' | 'create' | 'overwrite';
        /** @enum {string} */
        side: 'left' | 'right';
        connection: string;
        field: string | null;
        count: number;
        of: number;
        example: {
          id: string;
          label: string;
        } | null;
        text: string;
        cause: string;
        remedy: string;
        since: number;
        sync: string;
      }[];
    };
    records: {
      /** @constant */
      version: 1;
      items: {
        sync: string;
        /** @enum {string} */
        side: 'left' | 'right';
        connection: string;
        id: string;
        label: string;
        object: string;
        gone: boolean;
        twin: string | null;
      }[];
    };
    'conflict-page': {
      /** @constant */
      version: 1;
      items: {
        id: number;
        sync: string;
        run: string;
        at: number;
        left: {
          connection: string;
          id: string;
          label: string;
          field: string;
          value: string | boolean | string[] | null;
          base?: string | boolean | string[] | null;
          modifiedAt: string | null;
        };
        right: {
          connection: string;
          id: string;
          label: string;
          field: string;
          value: string | boolean | string[] | null;
          base?: string | boolean | string[] | null;
          modifiedAt: string | null;
        };
        winner: ('left' | 'right') | null;
        /** @enum {string} */
        reason:
          | 'edited'
          | 'both-edited'
          | 'newest'
          | 'blank-loses'
          | 'review'
          | 'flips'
          | 'first-match'
          | 'created'
          | 'filter'
          | 'stand-in'
          | 'twin-gone'
          | 'merged'
          | 'resolved'
          | 'undone';
        /** @enum {string} */
        state: 'sent' | 'decided' | 'waiting' | 'resolved' | 'settled';
        resolution: {
          left: string | boolean | string[] | null;
          right: string | boolean | string[] | null;
          run: string;
          at: number;
          by: {
            /** @enum {string} */
            via: 'schedule' | 'command' | 'api';
            by: string | null;
          } | null;
        } | null;
      }[];
      next: string | null;
      total: number;
    };
    job: {
      /** @constant */
      version: 1;
      id: string;
      /** @enum {string} */
      kind: 'plan' | 'drift' | 'check' | 'suggestions' | 'fixes' | 'rehearsal' | 'resolution' | 'undo-plan' | 'undo';
      by: string;
      /** @enum {string} */
      status: 'waiting' | 'running' | 'done' | 'failed';
      askedAt: number;
      startedAt: number | null;
      endedAt: number | null;
      progress: string | null;
      problem: {
        type: string;
        title: string;
        status: number;
        code: string;
        detail: string;
        remedy?: string;
        problems?: {
          code: string;
          file: string;
          line: number;
          column: number;
          path: (string | number)[];
          message: string;
          why?: string;
          remedy: string;
          add?: string;
        }[];
      } | null;
    };
    jobs: {
      /** @constant */
      version: 1;
      items: {
        id: string;
        /** @enum {string} */
        kind: 'plan' | 'drift' | 'check' | 'suggestions' | 'fixes' | 'rehearsal' | 'resolution' | 'undo-plan' | 'undo';
        by: string;
        /** @enum {string} */
        status: 'waiting' | 'running' | 'done' | 'failed';
        askedAt: number;
        startedAt: number | null;
        endedAt: number | null;
        progress: string | null;
        problem: {
          type: string;
          title: string;
          status: number;
          code: string;
          detail: string;
          remedy?: string;
          problems?: {
            code: string;
            file: string;
            line: number;
            column: number;
            path: (string | number)[];
            message: string;
            why?: string;
            remedy: string;
            add?: string;
          }[];
        } | null;
      }[];
    };
    operations: {
      /** @constant */
      version: 1;
      total: number;
      items: {
        sync: string;
        /** @enum {string} */
        kind: 'create' | 'update' | 'archive' | 'merge';
        /** @enum {string} */
        reason?:
          | 'edited'
          | 'both-edited'
          | 'newest'
          | 'blank-loses'
          | 'review'
          | 'flips'
          | 'first-match'
          | 'created'
          | 'filter'
          | 'stand-in'
          | 'twin-gone'
          | 'merged'
          | 'resolved'
          | 'undone';
        /** @enum {string} */
        side: 'left' | 'right';
        connection: string;
        id: string;
        twin?: string;
        label: string;
        into?: {
          id: string;
          label: string;
        };
        fields: {
          field: string;
          before: string | boolean | string[] | null;
          after: string | boolean | string[] | null;
          conflict: boolean;
          standIn?: string | boolean | string[] | null;
          /** @constant */
          firstMatch?: true;
          undone?: {
            twin: string | boolean | string[] | null;
          };
          /** @constant */
          resolved?: true;
        }[];
        associations: {
          field: string;
          added: string[];
          removed: string[];
          renamed?: string[];
          marksLost?: {
            target: string;
            marks: string[];
          }[];
        }[];
      }[];
    };
    'planned-held': {
      /** @constant */
      version: 1;
      total: number;
      items: {
        /** @constant */
        kind: 'record-held';
        sync: string;
        /** @enum {string} */
        side: 'left' | 'right';
        id: string;
        label: string;
        reason: string;
        text: string;
      }[];
    };
    'planned-failing': {
      /** @constant */
      version: 1;
      total: number;
      items: {
        /** @constant */
        kind: 'record-failing';
        sync: string;
        /** @enum {string} */
        side: 'left' | 'right';
        id: string;
        label: string;
        message: string;
        remedy: string;
      }[];
    };
    tokens: {
      /** @constant */
      version: 1;
      tokens: {
        id: string;
        name: string;
        /** @enum {string} */
        role: 'viewer' | 'operator' | 'admin';
        createdAt: number;
        expiresAt: number | null;
        lastUsedAt: number | null;
      }[];
    };
    'made-token': {
      /** @constant */
      version: 1;
      id: string;
      name: string;
      /** @enum {string} */
      role: 'viewer' | 'operator' | 'admin';
      createdAt: number;
      expiresAt: number | null;
      lastUsedAt: number | null;
      token: string;
    };
    /** linkwright status --json */
    status: {
      /** @constant */
      version: 1;
      lastRun: {
        run: string;
        startedAt: number;
        finishedAt: number | null;
        lastWriteAt: number | null;
        status: string;
        stopped: {
          name: string;
          connection: string | null;
          association: string | null;
          code: string;
          message: string;
          remedy: string;
        }[];
      } | null;
      syncs: {
        name: string;
        implied: boolean;
        linked: number;
        excluded: number;
        twinGone: number;
        frozen: number;
        ambiguous: number;
        inReview: number;
        failing: number;
        pending: number;
        undecided: number;
        waiting: number;
        toGo: number;
        readWhole: boolean;
        conflicts: number;
        failingReasons: {
          category: string;
          code: string;
          field: string | null;
          message: string;
          remedy: string;
          count: number;
        }[];
        heldReasons: {
          reason: string;
          text: string;
          count: number;
        }[];
        unreadable: {
          /** @enum {string} */
          side: 'left' | 'right';
          connection: string;
          field: string | null;
          count: number;
        }[];
        failures: {
          /** @enum {string} */
          side: 'left' | 'right';
          connection: string;
          id: string;
          label: string;
          code: string;
          category: string;
          field: string | null;
          message: string;
          remedy: string;
          attempts: number;
          since: number;
          nextAt: number;
        }[];
        held: {
          /** @enum {string} */
          side: 'left' | 'right';
          connection: string;
          id: string;
          label: string;
          reason: string;
          text: string;
          since: number;
        }[];
        brakes: {
          /** @enum {string} */
          kind: 'archive' | 'blank' | 'unlink' | 'create' | 'overwrite';
          /** @enum {string} */
          side: 'left' | 'right';
          connection: string;
          field: string | null;
          count: number;
          of: number;
          example: {
            id: string;
            label: string;
          } | null;
          text: string;
          cause: string;
          remedy: string;
          since: number;
        }[];
        notes: {
          code: string;
          text: string;
        }[];
      }[];
      isRunning: boolean;
      disabled: string[];
      calls: {
        connection: string;
        today: number;
        thisMonth: number;
        callsPerDay?: number;
        callsPerMonth?: number;
        counted?: {
          used: number;
          allowed: number;
          at: number;
          resetsAt: number | null;
        };
        estimatedPerMonth: number;
        estimatedServedPerMonth: number;
        every: {
          shortestMs: number;
          longestMs: number;
        } | null;
        plans: {
          name: string;
          calls: number;
          /** @enum {string} */
          per: 'day' | 'month';
          of: string;
        }[];
      }[];
      schedule: {
        isServed: boolean;
        pace: ('clock' | 'when-asked') | null;
        syncs: {
          name: string;
          everyMs: number;
          longestMs: number;
          lastOutcome: ('done' | 'attention' | 'stopped' | 'failed') | null;
          lastMessage: string | null;
          succeededAt: number | null;
          nextAt: number | null;
          paused: {
            at: number;
            by: string;
            why: string;
          } | null;
          refused: {
            connection: string;
            at: number;
            code: string;
            message: string;
            remedy: string;
          }[];
          underWay: {
            startedAt: number;
            progressAt: number;
          } | null;
          silences: {
            /** @enum {string} */
            kind: 'unclaimed' | 'stuck' | 'emptied' | 'stale';
            since: number | null;
            text: string;
          }[];
        }[];
        rejected: {
          at: number;
          problems: string[];
        } | null;
        feeds: {
          connection: string;
          /** @enum {string} */
          kind: 'pull' | 'push';
          /** @enum {string} */
          state: 'alive' | 'silent' | 'unread' | 'replaced';
          since: number;
          readAt: number | null;
          hintedAt: number | null;
          isCalled: boolean;
          trouble: {
            at: number;
            reason: string;
          } | null;
        }[];
      };
      unnamedCredentials?: string[];
      problems?: {
        code: string;
        file: string;
        line: number;
        column: number;
        path: (string | number)[];
        message: string;
        why?: string;
        remedy: string;
        add?: string;
      }[];
    };
    /** linkwright record --json */
    record: {
      /** @constant */
      version: 1;
      records: {
        sync: string;
        implied: boolean;
        connections: {
          left: string;
          right: string;
        };
        id: string;
        label: string;
        left: {
          connection: string;
          object: string;
          id: string;
          url: string | null;
          gone: boolean;
        } | null;
        right: {
          connection: string;
          object: string;
          id: string;
          url: string | null;
          gone: boolean;
        } | null;
        link: string | null;
        notes: string[];
        failures: {
          connection: string;
          id: string;
          code: string;
          category: string;
          field: string | null;
          message: string;
          remedy: string;
          attempts: number;
          since: number;
          nextAt: number;
        }[];
        holds: {
          connection: string;
          id: string;
          reason: string;
          text: string;
          since: number;
          candidates: {
            connection: string;
            id: string;
            label: string;
          }[];
        }[];
        fields: {
          left: {
            name: string;
            value?: string | boolean | string[] | null;
            base?: string | boolean | string[] | null;
          };
          right: {
            name: string;
            value?: string | boolean | string[] | null;
            base?: string | boolean | string[] | null;
          };
          written: {
            connection: string;
            run: string;
            at: number;
          } | null;
        }[];
        associations: {
          left: string;
          right: string;
          targets: {
            label: string;
            left: boolean;
            right: boolean;
            reason: string | null;
          }[];
        }[];
        conflicts: {
          id: number;
          sync: string;
          run: string;
          at: number;
          left: {
            connection: string;
            id: string;
            label: string;
            field: string;
            value: string | boolean | string[] | null;
            base?: string | boolean | string[] | null;
            modifiedAt: string | null;
          };
          right: {
            connection: string;
            id: string;
            label: string;
            field: string;
            value: string | boolean | string[] | null;
            base?: string | boolean | string[] | null;
            modifiedAt: string | null;
          };
          winner: ('left' | 'right') | null;
          /** @enum {string} */
          reason:
            | 'edited'
            | 'both-edited'
            | 'newest'
            | 'blank-loses'
            | 'review'
            | 'flips'
            | 'first-match'
            | 'created'
            | 'filter'
            | 'stand-in'
            | 'twin-gone'
            | 'merged'
            | 'resolved'
            | 'undone';
          /** @enum {string} */
          state: 'sent' | 'decided' | 'waiting' | 'resolved' | 'settled';
          resolution: {
            left: string | boolean | string[] | null;
            right: string | boolean | string[] | null;
            run: string;
            at: number;
            by: {
              /** @enum {string} */
              via: 'schedule' | 'command' | 'api';
              by: string | null;
            } | null;
          } | null;
        }[];
        linkedAt: number | null;
        historySince: number | null;
        history: {
          at: number;
          run: string;
          /** @enum {string} */
          side: 'left' | 'right';
          connection: string;
          id: string;
          /** @enum {string} */
          kind: 'create' | 'update' | 'associate' | 'archive' | 'merge' | 'stand-in';
          changes: {
            field: string;
            before: string | boolean | string[] | null;
            after: string | boolean | string[] | null;
            held?: string | boolean | string[] | null;
            /** @enum {string} */
            reason:
              | 'edited'
              | 'both-edited'
              | 'newest'
              | 'blank-loses'
              | 'review'
              | 'flips'
              | 'first-match'
              | 'created'
              | 'filter'
              | 'stand-in'
              | 'twin-gone'
              | 'merged'
              | 'resolved'
              | 'undone';
          }[];
        }[];
      }[];
      problems?: {
        code: string;
        file: string;
        line: number;
        column: number;
        path: (string | number)[];
        message: string;
        why?: string;
        remedy: string;
        add?: string;
      }[];
    };
    /** linkwright review --json */
    review: {
      /** @constant */
      version: 1;
      items: {
        sync: string;
        /** @enum {string} */
        side: 'left' | 'right';
        connection: string;
        app: string;
        id: string;
        label: string;
        /** @enum {string} */
        kind: 'deletion' | 'merger';
        kept: {
          id: string;
          label: string;
        } | null;
        approvable: boolean;
        final: boolean;
        text: string;
        since: number;
      }[];
    };
    /** linkwright review-decision --json */
    'review-decision': {
      /** @constant */
      version: 1;
      /** @enum {string} */
      decision: 'approve' | 'reject';
      decided: {
        sync: string;
        /** @enum {string} */
        side: 'left' | 'right';
        connection: string;
        app: string;
        id: string;
        label: string;
        /** @enum {string} */
        kind: 'deletion' | 'merger';
        kept: {
          id: string;
          label: string;
        } | null;
        approvable: boolean;
        final: boolean;
        text: string;
        since: number;
      }[];
      impossible: {
        sync: string;
        /** @enum {string} */
        side: 'left' | 'right';
        connection: string;
        app: string;
        id: string;
        label: string;
        /** @enum {string} */
        kind: 'deletion' | 'merger';
        kept: {
          id: string;
          label: string;
        } | null;
        approvable: boolean;
        final: boolean;
        text: string;
        since: number;
      }[];
    };
    /** linkwright forget --json */
    forget: {
      /** @constant */
      version: 1;
      forgotten: boolean;
      records: {
        connection: string;
        object: string;
        id: string;
        remains: boolean;
      }[];
      mentioned: {
        connection: string;
        object: string;
        id: string;
        places: ('values' | 'log')[];
      }[];
    };
    /** linkwright plan --json */
    plan: {
      /** @constant */
      version: 1;
      run: string;
      /** @enum {string} */
      status: 'done' | 'attention' | 'stopped';
      problems?: {
        code: string;
        file: string;
        line: number;
        column: number;
        path: (string | number)[];
        message: string;
        why?: string;
        remedy: string;
        add?: string;
      }[];
      /** @constant */
      mode: 'plan';
      syncs: {
        name: string;
        implied: boolean;
        left: {
          connection: string;
          created: number;
          updated: number;
          archived: number;
          merged?: number;
          calls: number;
        };
        right: {
          connection: string;
          created: number;
          updated: number;
          archived: number;
          merged?: number;
          calls: number;
        };
        linked: number;
        newlyLinked: number;
        conflicts: number;
        excluded: number;
        twinGone: number;
        frozen: number;
        ambiguous: number;
        failing: number;
        inReview: number;
        undecided: number;
        filter: {
          excluded: number;
          frozen: number;
          unlinked: number;
          returned: number;
        };
        associations: {
          left: {
            added: number;
            removed: number;
          };
          right: {
            added: number;
            removed: number;
          };
          pending: number;
          unkept?: number;
        };
        brakes: {
          /** @enum {string} */
          kind: 'archive' | 'blank' | 'unlink' | 'create' | 'overwrite';
          /** @enum {string} */
          side: 'left' | 'right';
          connection: string;
          field: string | null;
          count: number;
          of: number;
          example: {
            id: string;
            label: string;
          } | null;
          text: string;
          cause: string;
          remedy: string;
          since: number;
        }[];
        notes: {
          code: string;
          text: string;
        }[];
        operations: {
          sync: string;
          /** @enum {string} */
          kind: 'create' | 'update' | 'archive' | 'merge';
          /** @enum {string} */
          reason?:
            | 'edited'
            | 'both-edited'
            | 'newest'
            | 'blank-loses'
            | 'review'
            | 'flips'
            | 'first-match'
            | 'created'
            | 'filter'
            | 'stand-in'
            | 'twin-gone'
            | 'merged'
            | 'resolved'
            | 'undone';
          /** @enum {string} */
          side: 'left' | 'right';
          connection: string;
          id: string;
          twin?: string;
          label: string;
          into?: {
            id: string;
            label: string;
          };
          fields: {
            field: string;
            before: string | boolean | string[] | null;
            after: string | boolean | string[] | null;
            conflict: boolean;
            standIn?: string | boolean | string[] | null;
            /** @constant */
            firstMatch?: true;
            undone?: {
              twin: string | boolean | string[] | null;
            };
            /** @constant */
            resolved?: true;
          }[];
          associations: {
            field: string;
            added: string[];
            removed: string[];
            renamed?: string[];
            marksLost?: {
              target: string;
              marks: string[];
            }[];
          }[];
        }[];
        operationsLeftOut: number;
        held: {
          /** @constant */
          kind: 'record-held';
          sync: string;
          /** @enum {string} */
          side: 'left' | 'right';
          id: string;
          label: string;
          reason: string;
          text: string;
        }[];
        failingRecords: {
          /** @constant */
          kind: 'record-failing';
          sync: string;
          /** @enum {string} */
          side: 'left' | 'right';
          id: string;
          label: string;
          message: string;
          remedy: string;
        }[];
      }[];
      estimate?: {
        calls: number;
        readBack: {
          [key: string]: number;
        };
        duration: number;
      };
      configurationChanges: {
        sync: string;
        kind: string;
        text: string;
      }[];
    };
    /** linkwright drift --json */
    drift: {
      /** @constant */
      version: 1;
      /** @enum {string} */
      status: 'equal' | 'drift' | 'stopped';
      syncs: {
        name: string;
        left: {
          connection: string;
          records: number;
        };
        right: {
          connection: string;
          records: number;
        };
        linked: number;
        different: number;
        gone: number;
        alone: {
          left: number;
          right: number;
        };
        leftAlone: {
          [key: string]: number;
        };
        fields: {
          left: string;
          right: string;
          different: number;
          kept: number;
        }[];
        associations: {
          left: string;
          right: string;
          different: number;
          kept: number;
        }[];
        twinGone: {
          connection: string;
          id: string;
          label: string;
          reason: string;
          text: string;
        }[];
        records: {
          label: string;
          left: string | null;
          right: string | null;
          fields: {
            left: {
              name: string;
              value: string | boolean | string[] | null;
            };
            right: {
              name: string;
              value: string | boolean | string[] | null;
            };
          }[];
          associations: {
            left: string;
            right: string;
            onlyLeft: string[];
            onlyRight: string[];
            outdatedLeft: string[];
            outdatedRight: string[];
          }[];
        }[];
      }[];
      problems?: {
        code: string;
        file: string;
        line: number;
        column: number;
        path: (string | number)[];
        message: string;
        why?: string;
        remedy: string;
        add?: string;
      }[];
    };
    /** linkwright map --json */
    map: {
      /** @constant */
      version: 1;
      syncs: {
        name: string;
        implied: boolean;
        left: {
          connection: string;
          app: string;
          object: string;
          objectId: string;
          filtered: boolean;
        };
        right: {
          connection: string;
          app: string;
          object: string;
          objectId: string;
          filtered: boolean;
        };
        /** @enum {string} */
        direction: 'two-way' | 'left-to-right' | 'right-to-left';
        matchedOn: {
          left: string;
          right: string;
        }[][];
        fields: {
          left: string;
          right: string;
          /** @enum {string} */
          direction: 'two-way' | 'left-to-right' | 'right-to-left';
        }[];
        linked: number | null;
        associations: {
          left: string;
          right: string;
          via: string;
          /** @enum {string} */
          direction: 'two-way' | 'left-to-right' | 'right-to-left';
          /** @enum {string} */
          reading: 'one' | 'many';
          isMark: boolean;
          coverage: {
            placed: number;
            waiting: number;
            unplaceable: number;
          } | null;
        }[];
      }[];
      picture: {
        width: number;
        height: number;
        columns: {
          x: number;
          y: number;
          title: string;
        }[];
        objects: {
          x: number;
          y: number;
          width: number;
          height: number;
          title: string;
          note: string;
        }[];
        pairs: {
          sync: string;
          path: string;
          label: {
            x: number;
            y: number;
          };
          /** @enum {string} */
          anchor: 'start' | 'middle' | 'end';
          implied: boolean;
          title: string;
          note: string;
          /** @enum {string} */
          direction: 'two-way' | 'left-to-right' | 'right-to-left';
        }[];
        associations: {
          sync: string;
          path: string;
          label: {
            x: number;
            y: number;
          };
          /** @enum {string} */
          anchor: 'start' | 'end';
          title: string;
          note: string;
          isMark: boolean;
          /** @enum {string} */
          state: 'unknown' | 'placed' | 'waiting' | 'unplaceable';
        }[];
      };
    };
    /** linkwright workers --json */
    workers: {
      /** @constant */
      version: 1;
      shared: boolean;
      workers: {
        id: string;
        host: string;
        process: number;
        role: string;
        startedAt: number;
        jobs: {
          schema: string;
          pair: string;
          since: number;
          leaseLeftMs: number | null;
        }[];
      }[];
      queue: {
        waiting: number;
        oldestMs: number | null;
      };
    };
    /** linkwright check --json */
    check: {
      /** @constant */
      version: 1;
      connections: {
        name: string;
        connector: string;
        account: string;
        accountName: string;
        writingProven: boolean;
        unproven?: string;
        callsPerMonth: number;
        servedPerMonth: number;
        every: {
          shortestMs: number;
          longestMs: number;
        } | null;
        plans: {
          name: string;
          calls: number;
          /** @enum {string} */
          per: 'day' | 'month';
          of: string;
        }[];
        used: {
          today: number;
          thisMonth: number;
        };
        counted?: {
          used: number;
          allowed: number;
          at: number;
          resetsAt: number | null;
        };
        warning?: string;
        allowed: {
          callsPerDay?: number;
          callsPerMonth?: number;
        };
      }[];
      syncs: {
        name: string;
        implied: boolean;
        left: {
          connection: string;
          app: string;
          object: string;
        };
        right: {
          connection: string;
          app: string;
          object: string;
        };
        matchedOn: string[];
        fields: number;
        associations: number;
        notes: string[];
      }[];
      disabled: string[];
      unnamedCredentials?: string[];
      problems: {
        code: string;
        file: string;
        line: number;
        column: number;
        path: (string | number)[];
        message: string;
        why?: string;
        remedy: string;
        add?: string;
      }[];
    };
    /** linkwright check-suggest --json */
    suggestions: {
      /** @constant */
      version: 1;
      newSyncs: {
        name: string;
        reason: string;
        left: {
          connection: string;
          object: string;
        };
        right: {
          connection: string;
          object: string;
        };
        match: {
          left: string;
          right: string;
          reason: string;
          normalize?: string;
        }[];
        fields: {
          left: string;
          right: string;
          reason: string;
          /** @enum {string} */
          direction?: 'left-to-right' | 'right-to-left';
        }[];
        associations: {
          left: string;
          right: string;
          reason: string;
          via?: string;
        }[];
      }[];
      syncs: {
        sync: string;
        fields: {
          left: string;
          right: string;
          reason: string;
          /** @enum {string} */
          direction?: 'left-to-right' | 'right-to-left';
        }[];
        associations: {
          left: string;
          right: string;
          reason: string;
          via?: string;
        }[];
      }[];
      withoutKey: string[];
      zoneless: string[];
    };
    /** linkwright check-fix --json */
    fixes: {
      /** @constant */
      version: 1;
      file: string;
      written: boolean;
      hash: string;
      edits: (
        | {
            /** @constant */
            kind: 'add-sync';
            name: string;
            sync: {
              left: {
                connection: string;
                object: string;
              };
              right: {
                connection: string;
                object: string;
              };
              match: {
                [key: string]: string;
              }[];
              fields: {
                [key: string]: string;
              }[];
            };
          }
        | {
            /** @constant */
            kind: 'set';
            sync: string;
            /** @constant */
            key: 'enabled';
            /** @constant */
            value: true;
          }
      )[];
      difference: string;
      assumed: string[];
      declined: string[];
      problems: {
        code: string;
        file: string;
        line: number;
        column: number;
        path: (string | number)[];
        message: string;
        why?: string;
        remedy: string;
        add?: string;
      }[];
    };
    /** linkwright rehearse --json */
    rehearsal: {
      /** @constant */
      version: 1;
      rehearsal: {
        masked: boolean;
        sample: {
          connection: string;
          app: string;
          object: string;
          taken: number;
          of: number;
          counted: boolean;
          associations: number;
          associationsCut: number;
        }[];
        notRebuilt: {
          connection: string;
          object: string;
          field: string;
          text: string;
        }[];
        firstSync: {
          name: string;
          implied: boolean;
          left: string;
          right: string;
          matched: number;
          created: {
            left: number;
            right: number;
          };
          updated: {
            left: number;
            right: number;
          };
          archived: {
            left: number;
            right: number;
          };
          associations: {
            added: number;
            removed: number;
            pending: number;
          };
          conflicts: number;
          held: {
            reason: string;
            text: string;
            records: number;
            examples: string[];
          }[];
          refused: {
            message: string;
            remedy: string;
            records: number;
            examples: string[];
          }[];
          brakes: {
            kind: string;
            text: string;
          }[];
        }[];
        edits: {
          sync: string;
          text: string;
          refused?: string;
        }[];
        secondSync: {
          name: string;
          implied: boolean;
          left: string;
          right: string;
          matched: number;
          created: {
            left: number;
            right: number;
          };
          updated: {
            left: number;
            right: number;
          };
          archived: {
            left: number;
            right: number;
          };
          associations: {
            added: number;
            removed: number;
            pending: number;
          };
          conflicts: number;
          held: {
            reason: string;
            text: string;
            records: number;
            examples: string[];
          }[];
          refused: {
            message: string;
            remedy: string;
            records: number;
            examples: string[];
          }[];
          brakes: {
            kind: string;
            text: string;
          }[];
        }[];
        carried: {
          sync: string;
          text: string;
        }[];
        thirdSync: {
          nothingToDo: boolean;
          syncs: {
            name: string;
            implied: boolean;
            left: string;
            right: string;
            matched: number;
            created: {
              left: number;
              right: number;
            };
            updated: {
              left: number;
              right: number;
            };
            archived: {
              left: number;
              right: number;
            };
            associations: {
              added: number;
              removed: number;
              pending: number;
            };
            conflicts: number;
            held: {
              reason: string;
              text: string;
              records: number;
              examples: string[];
            }[];
            refused: {
              message: string;
              remedy: string;
              records: number;
              examples: string[];
            }[];
            brakes: {
              kind: string;
              text: string;
            }[];
          }[];
        };
        realThing: {
          calls: number;
          readingCalls: number;
          writingCalls: number;
          duration: number;
          /** @enum {string} */
          basis: 'counted' | 'at-least';
        };
      };
    };
    /** linkwright conflicts-resolve --json */
    resolution: {
      /** @constant */
      version: 1;
      run: string;
      /** @enum {string} */
      status: 'done' | 'attention' | 'stopped';
      problems?: {
        code: string;
        file: string;
        line: number;
        column: number;
        path: (string | number)[];
        message: string;
        why?: string;
        remedy: string;
        add?: string;
      }[];
      /** @constant */
      mode: 'sync';
      syncs: {
        name: string;
        implied: boolean;
        left: {
          connection: string;
          created: number;
          updated: number;
          archived: number;
          merged?: number;
          calls: number;
        };
        right: {
          connection: string;
          created: number;
          updated: number;
          archived: number;
          merged?: number;
          calls: number;
        };
        linked: number;
        newlyLinked: number;
        conflicts: number;
        excluded: number;
        twinGone: number;
        frozen: number;
        ambiguous: number;
        failing: number;
        inReview: number;
        undecided: number;
        filter: {
          excluded: number;
          frozen: number;
          unlinked: number;
          returned: number;
        };
        associations: {
          left: {
            added: number;
            removed: number;
          };
          right: {
            added: number;
            removed: number;
          };
          pending: number;
          unkept?: number;
        };
        brakes: {
          /** @enum {string} */
          kind: 'archive' | 'blank' | 'unlink' | 'create' | 'overwrite';
          /** @enum {string} */
          side: 'left' | 'right';
          connection: string;
          field: string | null;
          count: number;
          of: number;
          example: {
            id: string;
            label: string;
          } | null;
          text: string;
          cause: string;
          remedy: string;
          since: number;
        }[];
        notes: {
          code: string;
          text: string;
        }[];
      }[];
    };
    /** linkwright undo --json */
    'undo-plan': {
      /** @constant */
      version: 1;
      run: string;
      /** @enum {string} */
      mode: 'plan' | 'sync';
      /** @enum {string} */
      status: 'done' | 'attention' | 'stopped';
      undone: string;
      values: number;
      associations: number;
      archives: number;
      refused: {
        sync: string;
        /** @enum {string} */
        side: 'left' | 'right';
        connection: string;
        id: string;
        label: string;
        field: string | null;
        /** @enum {string} */
        code:
          | 'changed-since'
          | 'gone'
          | 'not-linked'
          | 'not-mapped'
          | 'not-readable'
          | 'cannot-archive'
          | 'permanent'
          | 'not-restorable'
          | 'association'
          | 'membership';
        text: string;
        before?: string | boolean | string[] | null;
        current?: string | boolean | string[] | null;
      }[];
      elsewhere: number;
      forgotten: number;
      syncs: ({
        name: string;
        left: {
          connection: string;
          updated: number;
          archived: number;
        } & {
          [key: string]: unknown;
        };
        right: {
          connection: string;
          updated: number;
          archived: number;
        } & {
          [key: string]: unknown;
        };
        failing: number;
      } & {
        [key: string]: unknown;
      })[];
    };
    /** linkwright undo --json */
    undo: {
      /** @constant */
      version: 1;
      run: string;
      /** @enum {string} */
      mode: 'plan' | 'sync';
      /** @enum {string} */
      status: 'done' | 'attention' | 'stopped';
      undone: string;
      values: number;
      associations: number;
      archives: number;
      refused: {
        sync: string;
        /** @enum {string} */
        side: 'left' | 'right';
        connection: string;
        id: string;
        label: string;
        field: string | null;
        /** @enum {string} */
        code:
          | 'changed-since'
          | 'gone'
          | 'not-linked'
          | 'not-mapped'
          | 'not-readable'
          | 'cannot-archive'
          | 'permanent'
          | 'not-restorable'
          | 'association'
          | 'membership';
        text: string;
        before?: string | boolean | string[] | null;
        current?: string | boolean | string[] | null;
      }[];
      elsewhere: number;
      forgotten: number;
      syncs: ({
        name: string;
        left: {
          connection: string;
          updated: number;
          archived: number;
        } & {
          [key: string]: unknown;
        };
        right: {
          connection: string;
          updated: number;
          archived: number;
        } & {
          [key: string]: unknown;
        };
        failing: number;
      } & {
        [key: string]: unknown;
      })[];
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
};
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
