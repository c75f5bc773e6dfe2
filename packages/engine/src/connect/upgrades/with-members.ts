/**
 * The same object with some members replaced: what an upgrade makes of a connection. The object itself may be of a class with
 * private members, so it is not copied but stood in front of.
 */
export const withMembers = <Whole extends object>(whole: Whole, members: object): Whole =>
  new Proxy(whole, {
    get(target, key) {
      if (Object.hasOwn(members, key)) return Reflect.get(members, key);
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
    has: (target, key) => Object.hasOwn(members, key) || Reflect.has(target, key),
  });
